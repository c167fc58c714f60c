"""Golden vectors for losses, optimizers and schedules, computed by PyTorch in float64.

Usage (needs `pip install torch safetensors numpy`):

    python golden_training.py            write to ../resources/golden/training
    python golden_training.py --check    write nothing; fail if a file would change

`losses`: for each case `x` [R, O], `target`, perhaps `weights` [R], the `loss`
and the gradient `dx` of its mean, all rounded to float32.
`optimizers`: for each case parameters `p0` [N], gradients `g` [steps, N] and
the parameters `p` after each step.
`schedules`: for each case the factor of each step.
"""

import argparse
import pathlib
import sys

import numpy as np
import safetensors.numpy
import torch
import torch.nn.functional as F

torch.set_default_dtype(torch.float64)

FOLDER = pathlib.Path(__file__).resolve().parent.parent / "resources/golden/training"


def drawn(generator, *shape):
    """Random float32 numbers, as float64."""
    return torch.randn(*shape, generator=generator).float().double()


def losses():
    g = torch.Generator().manual_seed(11)
    tensors = {}

    def case(name, x, target, loss, **more):
        x = x.clone().requires_grad_()
        value = loss(x)
        value.backward()
        for key, tensor in dict(x=x, target=target, loss=value, dx=x.grad, **more).items():
            tensors[f"{name}.{key}"] = tensor.detach().reshape(tensor.shape or (1,))

    x, t = drawn(g, 7, 3), drawn(g, 7, 3)
    w = torch.tensor([1, 0, 2, 0.5, 1, 0, 3.0])
    rows = w[:, None]
    case("squared", x, t, lambda x: F.mse_loss(x, t))
    case("squared_weighted", x, t, lambda x: (rows * (x - t) ** 2).sum() / (3 * w.sum()), weights=w)
    case("absolute", x, t, lambda x: F.l1_loss(x, t))
    case("huber", x, t, lambda x: F.huber_loss(x, t, delta=0.75))
    case("huber_weighted", x, t,
         lambda x: (rows * F.huber_loss(x, t, delta=0.75, reduction="none")).sum() / (3 * w.sum()),
         weights=w)

    levels = torch.tensor([0.1, 0.5, 0.9])
    y = drawn(g, 7, 6)
    t2 = drawn(g, 7, 2)

    def pinball(y):
        d = t2[:, :, None] - y.reshape(7, 2, 3)
        return torch.maximum(levels * d, (levels - 1) * d).mean()

    case("quantiles", y, t2, pinball)

    y = drawn(g, 7, 4)

    def gaussian(y):
        y = y.reshape(7, 2, 2)
        return F.gaussian_nll_loss(y[:, :, 0], t2, torch.exp(y[:, :, 1]), full=True, eps=1e-12)

    case("gaussian", y, t2, gaussian)

    x, b = 4 * drawn(g, 7, 3), torch.bernoulli(torch.full((7, 3), 0.4), generator=g)
    case("binary", x, b, lambda x: F.binary_cross_entropy_with_logits(x, b))
    case("binary_weighted", x, b, lambda x: F.binary_cross_entropy_with_logits(
        x, b, pos_weight=torch.full((3,), 2.5)))

    x = 3 * drawn(g, 7, 5)
    c = torch.tensor([0, 4, 2, 2, 1, 3, 4])
    padded = torch.tensor([0, 4, -1, 2, -1, 3, 4])
    cw = torch.tensor([1, 0.5, 2, 3, 0.25])
    case("cross", x, c, lambda x: F.cross_entropy(x, c))
    case("cross_smoothed", x, c, lambda x: F.cross_entropy(x, c, label_smoothing=0.1))
    case("cross_weighted", x, c, lambda x: F.cross_entropy(x, c, weight=cw))
    case("cross_ignoring", x, padded, lambda x: F.cross_entropy(x, padded, ignore_index=-1))
    case("cross_all", x, padded, lambda x: F.cross_entropy(
        x, padded, weight=cw, label_smoothing=0.2, ignore_index=-1))
    return tensors


def optimizers():
    g = torch.Generator().manual_seed(12)
    tensors = {}
    cases = {
        "nesterov": lambda p: torch.optim.SGD(p, 0.05, momentum=0.9, nesterov=True),
        "adamw": lambda p: torch.optim.AdamW(p, 0.01, weight_decay=0.1),
        "rmsprop": lambda p: torch.optim.RMSprop(p, 0.01, alpha=0.95, eps=1e-6),
        "adagrad": lambda p: torch.optim.Adagrad(p, 0.1, eps=1e-8),
    }
    for name, make in cases.items():
        p = drawn(g, 10).requires_grad_()
        gradients = drawn(g, 20, 10)
        tensors[name + ".p0"] = p.detach().clone()
        tensors[name + ".g"] = gradients
        optimizer = make([p])
        after = []
        for gradient in gradients:
            p.grad = gradient.clone()
            optimizer.step()
            after.append(p.detach().clone())
        tensors[name + ".p"] = torch.stack(after)
    return tensors


def schedules():
    tensors = {}

    def case(name, make, steps):
        p = torch.zeros(1, requires_grad=True)
        optimizer = torch.optim.SGD([p], 1.0)
        schedule = make(optimizer)
        factors = []
        for _ in range(steps):
            factors.append(optimizer.param_groups[0]["lr"])
            optimizer.step()
            schedule.step()
        tensors[name] = torch.tensor(factors)

    s = torch.optim.lr_scheduler
    case("one_cycle", lambda o: s.OneCycleLR(o, 1.0, total_steps=40), 40)
    case("cosine", lambda o: s.CosineAnnealingLR(o, 29, eta_min=0.1), 30)
    return tensors


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--check", action="store_true")
    check = parser.parse_args().check
    FOLDER.mkdir(exist_ok=True)
    for make in (losses, optimizers, schedules):
        tensors = {k: v.numpy().astype(np.float32) for k, v in make().items()}
        data = safetensors.numpy.save(tensors, {"torch": torch.__version__})
        file = FOLDER / f"{make.__name__}.safetensors"
        if not check:
            file.write_bytes(data)
        elif not file.exists() or file.read_bytes() != data:
            sys.exit(f"{file} would change")


if __name__ == "__main__":
    main()
