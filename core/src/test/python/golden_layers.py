"""Golden vectors for the layers of lstm4j, computed by PyTorch in float64.

Usage (needs `pip install torch safetensors numpy`):

    python golden_layers.py            write every case to ../resources/golden/layers
    python golden_layers.py --check    write nothing; fail if a file would change

A case is a stack of modules on inputs x (or indices) of B sequences with the
gradient dy of its outputs given. A file holds, rounded to float32 as drawn:
`x` [R, I] or `x` [R] of indices, `dy`; parameters under lstm4j's names; and as
results `y`, `dx` (not for indices) and `grad.` + parameter. Rows are those of
lstm4j: step after step, in each the sequences that have it, longest first;
`lengths` [B].
"""

import argparse
import pathlib
import sys

import numpy as np
import safetensors.numpy
import torch
import torch.nn as nn
import torch.nn.functional as F

torch.set_default_dtype(torch.float64)


class Fn(nn.Module):
    def __init__(self, f):
        super().__init__()
        self.f = f

    def forward(self, x, lengths):
        return self.f(x, lengths)


class Each(nn.Module):
    """A module that treats every row alike."""

    def __init__(self, module):
        super().__init__()
        self.module = module

    def forward(self, x, lengths):
        return self.module(x)


class Lstm(nn.Module):
    def __init__(self, inputs, hidden, bidirectional=False, summed=False):
        super().__init__()
        self.lstm = nn.LSTM(inputs, hidden, bidirectional=bidirectional)
        self.hidden = hidden
        self.summed = summed
        with torch.no_grad():  # lstm4j has one bias
            for name, p in self.lstm.named_parameters():
                if name.startswith("bias_hh"):
                    p.zero_()

    def forward(self, x, lengths):
        packed = nn.utils.rnn.pack_padded_sequence(x, lengths)
        y, _ = nn.utils.rnn.pad_packed_sequence(self.lstm(packed)[0])
        return y[..., : self.hidden] + y[..., self.hidden:] if self.summed else y


def last(x, lengths):
    return torch.stack([x[n - 1, b] for b, n in enumerate(lengths)]).unsqueeze(0)


def both_ends(x, lengths):
    half = x.shape[-1] // 2
    return torch.cat([last(x, lengths)[..., :half], x[:1, :, half:]], -1)


def reverse(x, lengths):
    return torch.stack(
        [torch.cat([x[:n, b].flip(0), x[n:, b]]) for b, n in enumerate(lengths)], dim=1)


class Residual(nn.Module):
    def __init__(self, *modules):
        super().__init__()
        self.inner = nn.ModuleList(modules)

    def forward(self, x, lengths):
        y = x
        for module in self.inner:
            y = module(y, lengths)
        return x + y


def dense(inputs, outputs):
    return Each(nn.Linear(inputs, outputs))


def act(f):
    return Each(Fn2(f))


class LayerNorm(nn.Module):
    def __init__(self, size):
        super().__init__()
        self.norm = nn.LayerNorm(size)
        with torch.no_grad():
            for p in self.norm.parameters():
                p.normal_()

    def forward(self, x, lengths):
        return self.norm(x)


class BatchNorm(nn.Module):
    """As at inference, with statistics that are drawn."""

    def __init__(self, size):
        super().__init__()
        self.weight = nn.Parameter(torch.randn(size))
        self.bias = nn.Parameter(torch.randn(size))
        self.running_mean = nn.Parameter(torch.randn(size))
        self.running_var = nn.Parameter(torch.rand(size) + 0.5)

    def forward(self, x, lengths):
        return F.batch_norm(x.flatten(0, 1), self.running_mean.detach(), self.running_var.detach(),
                            self.weight, self.bias, False, eps=0.01).view(x.shape)


class Conv(nn.Module):
    """Each sequence by itself, with zeros around it; weights as lstm4j has them."""

    def __init__(self, inputs, outputs, taps, left, right, stride=1, dilation=1):
        super().__init__()
        self.weight = nn.Parameter(torch.randn(outputs, taps * inputs) / 2)
        self.bias = nn.Parameter(torch.randn(outputs))
        self.size = (outputs, taps, inputs)
        self.pad = (left, right)
        self.steps = dict(stride=stride, dilation=dilation)

    def forward(self, x, lengths):
        w = self.weight.view(self.size).permute(0, 2, 1)
        out = [F.conv1d(F.pad(x[:n, b].T, self.pad), w, self.bias, **self.steps).T
               for b, n in enumerate(lengths)]
        return nn.utils.rnn.pad_sequence(out)


class Fn2(nn.Module):
    def __init__(self, f):
        super().__init__()
        self.f = f

    def forward(self, x):
        return self.f(x)


# name: (inputs, classes or 0, lengths, steps of the output or 0 for all, modules,
#        {lstm4j's name: (module, torch's name)})
def lstm_names(module, index, number, directions=("",)):
    names = {}
    for d in directions:
        for ours, theirs in (("weight_ih", "weight_ih_l0"), ("weight_hh", "weight_hh_l0"),
                             ("bias", "bias_ih_l0")):
            names[f"lstm.{ours}_l{number}{d}"] = (index, f"lstm.{theirs}{d}")
    return names


def linear_names(index, name):
    return {f"{name}.weight": (index, "module.weight"), f"{name}.bias": (index, "module.bias")}


def activation_case(f):
    return dict(inputs=3, lengths=[4, 4], modules=lambda: [dense(3, 6), act(f), dense(6, 2)],
                names={**linear_names(0, "dense0"), **linear_names(2, "head")})


def conv_case(lengths, out_lengths, *settings):
    return dict(
        inputs=3, lengths=lengths, out_lengths=out_lengths,
        modules=lambda: [Conv(3, 4, *settings), Lstm(4, 2)],
        names={"convolution0.weight": (0, "weight"), "convolution0.bias": (0, "bias"),
               **lstm_names(None, 1, 0)})


CASES = {
    "layer_norm": dict(
        inputs=3, lengths=[4, 4], modules=lambda: [dense(3, 6), LayerNorm(6), dense(6, 2)],
        names={**linear_names(0, "dense0"), **linear_names(2, "head"),
               "layer_normalization0.weight": (1, "norm.weight"),
               "layer_normalization0.bias": (1, "norm.bias")}),
    "batch_norm": dict(
        inputs=3, lengths=[4, 4], modules=lambda: [dense(3, 6), BatchNorm(6), dense(6, 2)],
        names={**linear_names(0, "dense0"), **linear_names(2, "head"),
               **{f"batch_normalization0.{p}": (1, p)
                  for p in ("weight", "bias", "running_mean", "running_var")}}),
    "conv_causal": conv_case([5, 5], None, 3, 2, 0),
    "conv_same": conv_case([7, 7, 7], None, 4, 3, 3, 1, 2),
    "conv_lengths": conv_case([6, 4, 1], None, 3, 1, 1),
    "conv_stride": conv_case([8, 5, 2], [4, 3, 1], 3, 4, 0, 2, 2),
    "sigmoid": activation_case(torch.sigmoid),
    "tanh": activation_case(torch.tanh),
    "relu": activation_case(torch.relu),
    "leaky_relu": activation_case(F.leaky_relu),
    "elu": activation_case(F.elu),
    "silu": activation_case(F.silu),
    "gelu_tanh": activation_case(lambda x: F.gelu(x, approximate="tanh")),
    "gelu": activation_case(F.gelu),
    "softplus": activation_case(F.softplus),
    "softmax": activation_case(lambda x: torch.softmax(x, -1)),
    "embedding": dict(
        inputs=0, classes=7, lengths=[5, 3, 3, 1],
        modules=lambda: [Each(nn.Embedding(7, 4)), Lstm(4, 3)],
        names={"embedding0.weight": (0, "module.weight"), **lstm_names(None, 1, 0)}),
    "last_step": dict(
        inputs=2, lengths=[5, 4, 4, 2],
        modules=lambda: [Lstm(2, 4), Fn(last), dense(4, 3)],
        names={**lstm_names(None, 0, 0), **linear_names(2, "head")}),
    "bidirectional": dict(
        inputs=3, lengths=[4, 4, 4], modules=lambda: [Lstm(3, 2, True), dense(4, 2)],
        names={**lstm_names(None, 0, 0, ("", "_reverse")), **linear_names(1, "head")}),
    "both_ends": dict(
        inputs=3, lengths=[5, 3, 1],
        modules=lambda: [Lstm(3, 2, True), Fn(both_ends), dense(4, 2)],
        names={**lstm_names(None, 0, 0, ("", "_reverse")), **linear_names(2, "head")}),
    "bidirectional_lengths": dict(
        inputs=3, lengths=[6, 4, 4, 1], modules=lambda: [Lstm(3, 5, True)],
        names=lstm_names(None, 0, 0, ("", "_reverse"))),
    "bidirectional_summed": dict(
        inputs=2, lengths=[4, 3], modules=lambda: [Lstm(2, 3, True, True)],
        names=lstm_names(None, 0, 0, ("", "_reverse"))),
    "residual": dict(
        inputs=3, lengths=[4, 2],
        modules=lambda: [Residual(Lstm(3, 3)), Residual(dense(3, 5), act(torch.tanh), dense(5, 3))],
        names={"residual0.0.weight_ih": (0, "inner.0.lstm.weight_ih_l0"),
               "residual0.0.weight_hh": (0, "inner.0.lstm.weight_hh_l0"),
               "residual0.0.bias": (0, "inner.0.lstm.bias_ih_l0"),
               "residual1.0.weight": (1, "inner.0.module.weight"),
               "residual1.0.bias": (1, "inner.0.module.bias"),
               "residual1.2.weight": (1, "inner.2.module.weight"),
               "residual1.2.bias": (1, "inner.2.module.bias")}),
    "reverse": dict(
        inputs=2, lengths=[5, 3, 2], modules=lambda: [Fn(reverse), Lstm(2, 3)],
        names=lstm_names(None, 1, 0)),
    "repeat": dict(
        inputs=2, lengths=[4, 4, 4], out_lengths=[3, 3, 3],
        modules=lambda: [Lstm(2, 3), Fn(last), Fn(lambda x, n: x.expand(3, -1, -1)), Lstm(3, 2)],
        names={**lstm_names(None, 0, 0), **lstm_names(None, 3, 1)}),
}


def rows(x, lengths):
    """Rows of [T, B, ...] in lstm4j's order."""
    return torch.stack([x[t, b] for t in range(lengths[0])
                        for b in range(len(lengths)) if lengths[b] > t])


def float32(x):
    return torch.from_numpy(x.detach().numpy().astype(np.float32)).double()


def run(name, case):
    torch.manual_seed(sum(map(ord, name)))
    lengths = case["lengths"]
    modules = nn.ModuleList(case["modules"]())
    with torch.no_grad():
        for p in modules.parameters():
            p.copy_(float32(p))
    if case.get("classes"):
        x = torch.randint(0, case["classes"], (lengths[0], len(lengths)))
    else:
        x = float32(torch.randn(lengths[0], len(lengths), case["inputs"])).requires_grad_()
    y = x
    out = lengths
    for module in modules:
        y = module(y, out)
        if y.shape[0] != out[0]:
            out = case.get("out_lengths", lengths) if y.shape[0] > 1 else [1] * len(lengths)
    y = rows(y, out)
    dy = float32(torch.randn_like(y))
    (y * dy).sum().backward()
    tensors = {"x": rows(x, lengths), "dy": dy, "y": y, "lengths": torch.tensor(lengths)}
    if x.grad is not None:
        tensors["dx"] = rows(x.grad, lengths)
    for ours, (index, theirs) in case["names"].items():
        p = dict(modules[index].named_parameters())[theirs]
        tensors[ours] = p
        tensors["grad." + ours] = torch.zeros_like(p) if p.grad is None else p.grad
    return {k: np.ascontiguousarray(v.detach().numpy().astype(np.float32))
            for k, v in tensors.items()}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--check", action="store_true")
    args = parser.parse_args()
    folder = pathlib.Path(__file__).parent / "../resources/golden/layers"
    folder.mkdir(exist_ok=True)
    changed = []
    for name, case in CASES.items():
        path = folder / (name + ".safetensors")
        data = safetensors.numpy.save(run(name, case))
        if not path.exists() or path.read_bytes() != data:
            changed.append(name)
            if not args.check:
                path.write_bytes(data)
    print("changed:", changed)
    sys.exit(1 if args.check and changed else 0)


if __name__ == "__main__":
    main()
