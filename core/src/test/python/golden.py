"""Golden vectors for lstm4j, computed by PyTorch.

Usage (needs `pip install torch safetensors numpy`):

    python golden.py                 write every case to ../resources/golden
    python golden.py --out DIR       write to another directory
    python golden.py --only NAME     only this case (may be repeated)
    python golden.py --check         write nothing; fail if a file would change

Each case becomes one safetensors file of F32 tensors (class indices too) with
a string-to-string `__metadata__` map that describes it. Parameters, inputs,
targets and initial states are drawn as float32; everything after that is
computed in float64 and rounded to float32 when stored. The exception is a case
with `precision: float32`, which is computed in float32 throughout.

Conventions: time-major [T, B, I]; gate order i f g o; one bias per layer
(PyTorch's bias_ih, with bias_hh held at zero); `losses` are the ten losses
before each of ten updates on the same batch. See README.md next to the files.

Where all activations are the usual ones the numbers come from torch.nn.LSTM,
and the hand-written cell below must agree with it; with other activations they
come from the hand-written cell.

The two numbers printed after `float32:` say how far a plain float32 run in
PyTorch departs from the float64 run (largest difference within a tensor over
the largest magnitude in that tensor; worst tensor): first over outputs and
gradients, then over the losses and final parameters. They help to choose a
tolerance and are not stored.
"""

import argparse
import json
import math
import pathlib
import struct
import sys

import numpy as np
import safetensors.numpy
import torch
import torch.nn.functional as F

STEPS = 10

ACTIVATIONS = {
    "sigmoid": torch.sigmoid,
    "tanh": torch.tanh,
    "relu": torch.relu,
    "identity": lambda x: x,
    "hard_sigmoid": lambda x: torch.clamp(0.2 * x + 0.5, 0.0, 1.0),
    "softsign": lambda x: x / (1.0 + x.abs()),
}

DEFAULTS = dict(
    O=0, outputs="sequence", input="dense", loss="mse", reduction="mean",
    gate="sigmoid", candidate="tanh", cell="tanh", truncation=0,
    optimizer="none", learning_rate=0.0, momentum=0.0, beta1=0.0, beta2=0.0,
    epsilon=0.0, epsilon_mode="pytorch", clip="none", clip_threshold=0.0,
    initial_state=False, precision="float64",
    # The two below shape the draw only and are not part of the metadata.
    input_scale=1.0, bound=None,
)


def sgd(learning_rate):
    return dict(optimizer="sgd", learning_rate=learning_rate)


def momentum(learning_rate, factor=0.9):
    return dict(optimizer="momentum", learning_rate=learning_rate, momentum=factor)


def adam(learning_rate, beta1=0.9, beta2=0.999, epsilon=1e-8, mode="pytorch"):
    return dict(optimizer="adam", learning_rate=learning_rate, beta1=beta1,
                beta2=beta2, epsilon=epsilon, epsilon_mode=mode)


def clip(kind, threshold):
    return dict(clip=kind, clip_threshold=threshold)


def case(name, seed, T, B, I, H, **options):
    unknown = set(options) - set(DEFAULTS)
    assert not unknown, unknown
    return dict(DEFAULTS, case=name, seed=seed, T=T, B=B, I=I, H=H, L=len(H), **options)


CASES = [
    # Shapes, heads, stacks, initial states.
    case("forward_sequence_nohead", 101, 7, 3, 2, [5]),
    case("last_mse_head", 102, 25, 1, 1, [32], O=1, outputs="last", **sgd(0.05)),
    case("sequence_mse_head", 103, 19, 6, 1, [16], O=1, **adam(0.01)),
    case("stacked2", 104, 9, 4, 3, [5, 7], O=2, **sgd(0.1)),
    case("stacked3_initial_state", 105, 6, 3, 4, [6, 6, 6], O=5,
         initial_state=True, **momentum(0.05)),
    case("initial_state_nohead", 106, 5, 2, 3, [7], initial_state=True),
    case("single_step", 107, 1, 1, 3, [4], O=2, initial_state=True, **sgd(0.1)),
    # Losses.
    case("cross_entropy_dense", 108, 8, 5, 3, [6], O=4, loss="cross_entropy", **sgd(0.1)),
    case("cross_entropy_onehot", 109, 13, 3, 11, [9], O=11, loss="cross_entropy",
         input="index", reduction="sum", **sgd(0.05), **clip("value", 1.0)),
    case("cross_entropy_momentum", 110, 12, 4, 7, [8], O=7, loss="cross_entropy",
         input="index", **momentum(0.1)),
    case("cross_entropy_last", 111, 10, 9, 2, [7], O=3, loss="cross_entropy",
         outputs="last", **adam(0.02)),
    case("half_sum", 112, 7, 3, 2, [5], O=4, loss="half", reduction="sum", **sgd(0.01)),
    case("half_mean", 113, 6, 4, 3, [5], O=2, loss="half", **sgd(0.2)),
    # Activations.
    case("relu", 230, 4, 40, 2, [1], outputs="last", candidate="relu", cell="relu",
         **sgd(0.1)),
    case("identity", 115, 6, 4, 2, [5], O=3, candidate="identity", cell="identity",
         **sgd(0.05)),
    case("hard_sigmoid_softsign", 227, 8, 5, 3, [6], O=2, gate="hard_sigmoid",
         candidate="softsign", cell="softsign", input_scale=6.0, **sgd(0.1)),
    # Truncated backpropagation through time.
    case("truncated_sequence", 117, 11, 3, 2, [5], O=4, truncation=4, **sgd(0.1)),
    case("truncated_last", 118, 11, 3, 2, [5], O=4, truncation=4, outputs="last",
         **sgd(0.1)),
    case("truncated_stacked_initial_state", 119, 10, 3, 3, [6, 6], O=2, truncation=3,
         initial_state=True, **momentum(0.05)),
    # Optimizers.
    case("adam_pytorch", 120, 9, 4, 3, [7], O=2, **adam(0.01)),
    case("adam_pytorch_large_epsilon", 121, 9, 4, 3, [7], O=2, **adam(0.05, epsilon=1e-2)),
    case("adam_unscaled", 122, 9, 4, 3, [7], O=2,
         **adam(0.01, 0.99, 0.9999, 1e-7, "unscaled")),
    case("adam_unscaled_large_epsilon", 123, 9, 4, 3, [7], O=2,
         **adam(0.05, epsilon=1e-3, mode="unscaled")),
    case("momentum", 124, 9, 4, 3, [7], O=2, **momentum(0.05)),
    # Clipping.
    case("clip_parameter_norm", 125, 8, 3, 2, [6], O=3, **sgd(0.2),
         **clip("parameter_norm", 0.1)),
    case("clip_global_norm", 126, 8, 3, 2, [6], O=3, **momentum(0.1),
         **clip("global_norm", 0.25)),
    case("clip_parameter_norm_per_element", 127, 8, 3, 2, [6], O=3,
         **sgd(0.5), **clip("parameter_norm_per_element", 0.001)),
    # As users run PyTorch.
    case("float32_plain", 128, 50, 8, 4, [24], O=3, precision="float32", **adam(0.01)),
]


# ---------------------------------------------------------------- drawing


def draw(spec):
    """Everything random, as float32. RandomState's stream is frozen by NumPy."""
    rs = np.random.RandomState(spec["seed"])

    def uniform(bound, *shape):
        return rs.uniform(-bound, bound, shape).astype(np.float32)

    T, B, I, H, O = (spec[k] for k in "TBIHO")
    params = {}
    for k, h in enumerate(H):
        bound = spec["bound"] or 1.0 / math.sqrt(h)
        params[f"lstm.weight_ih_l{k}"] = uniform(bound, 4 * h, I if k == 0 else H[k - 1])
        params[f"lstm.weight_hh_l{k}"] = uniform(bound, 4 * h, h)
        params[f"lstm.bias_l{k}"] = uniform(bound, 4 * h)
    if O:
        bound = spec["bound"] or 1.0 / math.sqrt(H[-1])
        params["head.weight"] = uniform(bound, O, H[-1])
        params["head.bias"] = uniform(bound, O)

    data = {}
    if spec["input"] == "index":
        data["input"] = rs.randint(0, I, (T, B)).astype(np.float32)
    else:
        data["input"] = uniform(spec["input_scale"], T, B, I)
    rows = (T, B) if spec["outputs"] == "sequence" else (B,)
    if spec["loss"] == "cross_entropy":
        data["target"] = rs.randint(0, O, rows).astype(np.float32)
    else:
        data["target"] = uniform(1.0, *rows, O or H[-1])
    if spec["initial_state"]:
        assert len(set(H)) == 1
        data["h0"] = uniform(0.9, len(H), B, H[0])
        data["c0"] = uniform(1.5, len(H), B, H[0])
    return params, data


# ---------------------------------------------------------------- the network


def segments(T, k):
    """[start, end) of each piece; pieces of k steps counted from the end."""
    if not k:
        return [(0, T)]
    cuts = sorted(t for t in range(T - k, 0, -k))
    return list(zip([0] + cuts, cuts + [T]))


class TorchLSTM:
    """torch.nn.LSTM around our parameters (one module per layer if sizes differ)."""

    def __init__(self, spec, params, dtype):
        H = spec["H"]
        self.equal = len(set(H)) == 1
        groups = [list(range(len(H)))] if self.equal else [[k] for k in range(len(H))]
        self.modules = []
        for group in groups:
            first = params[f"lstm.weight_ih_l{group[0]}"]
            module = torch.nn.LSTM(first.shape[1], H[group[0]], num_layers=len(group), dtype=dtype)
            for j, k in enumerate(group):
                setattr(module, f"weight_ih_l{j}", params[f"lstm.weight_ih_l{k}"])
                setattr(module, f"weight_hh_l{j}", params[f"lstm.weight_hh_l{k}"])
                setattr(module, f"bias_ih_l{j}", params[f"lstm.bias_l{k}"])
                zero = torch.zeros_like(params[f"lstm.bias_l{k}"])
                setattr(module, f"bias_hh_l{j}", torch.nn.Parameter(zero, requires_grad=False))
                assert module._flat_weights[4 * j] is params[f"lstm.weight_ih_l{k}"]
            self.modules.append((group, module))

    def segment(self, x, h, c):
        """One segment; h and c are lists with one [B, H] per layer."""
        h, c = list(h), list(c)
        for group, module in self.modules:
            h0 = torch.stack([h[k] for k in group])
            c0 = torch.stack([c[k] for k in group])
            x, (hn, cn) = module(x, (h0, c0))
            for j, k in enumerate(group):
                h[k], c[k] = hn[j], cn[j]
        return x, h, c


class HandLSTM:
    """The LSTM written out, with free choice of activations."""

    def __init__(self, spec, params):
        self.params = params
        self.gate, self.candidate, self.cell = (spec[k] for k in ("gate", "candidate", "cell"))
        self.kink_margin = math.inf  # distance of any argument to a kink of its activation
        self.kink_sides = {}  # activation -> [arguments on the one side, on the other]

    def activate(self, name, x):
        v = x.detach()
        if name == "relu":
            # An exact 0 is a cell state that no step has written to: no gradient depends on it.
            away, inside = v[v != 0].abs(), v > 0
        elif name == "hard_sigmoid":
            away, inside = (v.abs() - 2.5).abs(), v.abs() < 2.5
        else:
            return ACTIVATIONS[name](x)
        if away.numel():
            self.kink_margin = min(self.kink_margin, away.min().item())
        sides = self.kink_sides.setdefault(name, [0, 0])
        sides[0] += int(inside.sum())
        sides[1] += int((~inside).sum())
        return ACTIVATIONS[name](x)

    def segment(self, x, h, c):
        h, c = list(h), list(c)
        for k in range(len(h)):
            w_ih, w_hh, bias = (self.params[f"lstm.{n}_l{k}"]
                                for n in ("weight_ih", "weight_hh", "bias"))
            ys = []
            for x_t in x:
                zi, zf, zg, zo = (x_t @ w_ih.T + h[k] @ w_hh.T + bias).chunk(4, dim=1)
                i, f, o = (self.activate(self.gate, z) for z in (zi, zf, zo))
                g = self.activate(self.candidate, zg)
                c[k] = f * c[k] + i * g
                h[k] = o * self.activate(self.cell, c[k])
                ys.append(h[k])
            x = torch.stack(ys)
        return x, h, c


def forward(spec, net, params, data):
    """-> output, hn (list), cn (list), loss; data holds torch tensors."""
    x = data["x"]
    B, H = spec["B"], spec["H"]
    if spec["initial_state"]:
        h, c = list(data["h0"]), list(data["c0"])
    else:
        h = [x.new_zeros(B, n) for n in H]
        c = [x.new_zeros(B, n) for n in H]
    ys = []
    for start, end in segments(spec["T"], spec["truncation"]):
        if start:
            h, c = [v.detach() for v in h], [v.detach() for v in c]
        y, h, c = net.segment(x[start:end], h, c)
        ys.append(y)
    y = torch.cat(ys)
    if spec["outputs"] == "last":
        y = y[-1]
    if spec["O"]:
        y = F.linear(y, params["head.weight"], params["head.bias"])
    if spec["loss"] == "cross_entropy":
        loss = F.cross_entropy(y.reshape(-1, spec["O"]), data["target"].reshape(-1),
                               reduction=spec["reduction"])
    else:
        loss = F.mse_loss(y, data["target"], reduction=spec["reduction"])
        if spec["loss"] == "half":
            loss = 0.5 * loss
    return y, h, c, loss


# ---------------------------------------------------------------- training


def norm(tensors):
    return math.sqrt(sum(t.double().square().sum().item() for t in tensors))


def clip_gradients(spec, params):
    """In place. The norms are exact: torch's clip_grad_norm_ would add 1e-6 to them."""
    kind, threshold = spec["clip"], spec["clip_threshold"]
    if kind == "value":
        torch.nn.utils.clip_grad_value_(params.values(), threshold)
    elif kind == "global_norm":
        total = norm(p.grad for p in params.values())
        if total > threshold:
            for p in params.values():
                p.grad.mul_(threshold / total)
    elif kind in ("parameter_norm", "parameter_norm_per_element"):
        for p in params.values():
            limit = threshold * (p.numel() if kind.endswith("per_element") else 1)
            own = norm([p.grad])
            if own > limit:
                p.grad.mul_(limit / own)
    else:
        assert kind == "none"


class UnscaledAdam:
    """Adam with epsilon outside the bias correction."""

    def __init__(self, params, lr, beta1, beta2, eps):
        self.params, self.lr, self.beta1, self.beta2, self.eps = params, lr, beta1, beta2, eps
        self.m = [torch.zeros_like(p) for p in params]
        self.v = [torch.zeros_like(p) for p in params]
        self.t = 0

    @torch.no_grad()
    def step(self):
        self.t += 1
        step = self.lr * math.sqrt(1 - self.beta2 ** self.t) / (1 - self.beta1 ** self.t)
        for p, m, v in zip(self.params, self.m, self.v):
            m.mul_(self.beta1).add_(p.grad, alpha=1 - self.beta1)
            v.mul_(self.beta2).addcmul_(p.grad, p.grad, value=1 - self.beta2)
            p.sub_(step * m / (v.sqrt() + self.eps))


def make_optimizer(spec, params):
    params, lr = list(params), spec["learning_rate"]
    if spec["optimizer"] == "sgd":
        return torch.optim.SGD(params, lr=lr)
    if spec["optimizer"] == "momentum":
        return torch.optim.SGD(params, lr=lr, momentum=spec["momentum"])
    assert spec["optimizer"] == "adam"
    betas = spec["beta1"], spec["beta2"]
    if spec["epsilon_mode"] == "unscaled":
        return UnscaledAdam(params, lr, *betas, spec["epsilon"])
    return torch.optim.Adam(params, lr=lr, betas=betas, eps=spec["epsilon"])


# ---------------------------------------------------------------- one case


def layers(out, name, values):
    """[L, B, H] if the layers have one size, else one [B, H_k] per layer."""
    if len({v.shape for v in values}) == 1:
        out[name] = torch.stack(list(values))
    else:
        for k, v in enumerate(values):
            out[f"{name}.l{k}"] = v


def run(spec, dtype, hand):
    """Runs a case and returns its computed tensors and the hand-written LSTM, if used."""
    drawn, raw = draw(spec)
    params = {n: torch.nn.Parameter(torch.from_numpy(a).to(dtype)) for n, a in drawn.items()}
    data = {n: torch.from_numpy(a) for n, a in raw.items()}
    if spec["input"] == "index":
        data["x"] = F.one_hot(data["input"].long(), spec["I"]).to(dtype)
    else:
        data["x"] = data["input"].to(dtype).requires_grad_()
    data["target"] = data["target"].long() if spec["loss"] == "cross_entropy" \
        else data["target"].to(dtype)
    for n in ("h0", "c0"):
        if n in data:
            data[n] = data[n].to(dtype).requires_grad_()
    net = HandLSTM(spec, params) if hand else TorchLSTM(spec, params, dtype)

    def step():
        for p in params.values():
            p.grad = None
        y, h, c, loss = forward(spec, net, params, data)
        loss.backward()
        return y, h, c, loss

    out = {}
    y, h, c, loss = step()
    out["output"] = y
    if spec["loss"] == "cross_entropy":
        out["probabilities"] = y.softmax(-1)
    layers(out, "hn", h)
    layers(out, "cn", c)
    out["loss"] = loss.reshape(1)
    for n, p in params.items():
        out["grad." + n] = p.grad.clone()
    if spec["input"] == "dense":
        out["grad.input"] = data["x"].grad.clone()
    for n in ("h0", "c0"):
        if n in data:
            out["grad." + n] = data[n].grad.clone()
    if spec["clip"] != "none":
        clip_gradients(spec, params)
        for n, p in params.items():
            out["clipped." + n] = p.grad.clone()

    if spec["optimizer"] != "none":
        optimizer = make_optimizer(spec, params.values())
        losses = []
        for _ in range(STEPS):
            loss = step()[-1]
            losses.append(loss.detach())
            clip_gradients(spec, params)
            optimizer.step()
        out["losses"] = torch.stack(losses)
        for n, p in params.items():
            out["final." + n] = p
    return {n: v.detach().clone() for n, v in out.items()}, net


def default_activations(spec):
    return (spec["gate"], spec["candidate"], spec["cell"]) == ("sigmoid", "tanh", "tanh")


def deviation(a, b):
    """Largest difference over the largest magnitude of the tensor."""
    a, b = a.double(), b.double()
    scale = b.abs().max().item()
    return (a - b).abs().max().item() / (scale or 1.0)


def check(spec, out):
    """The case must exercise what it is named after. -> a note on what was clipped."""
    name = spec["case"]
    assert all(torch.isfinite(v).all() for v in out.values()), name
    for n, v in out.items():
        assert v.abs().max() > 0, (name, n)
    if default_activations(spec):
        other, _ = run(spec, torch.float64, hand=True)
        tolerance = 1e-12 if spec["precision"] == "float64" else 1e-4
        assert set(other) == set(out)
        for n in out:
            if spec["precision"] == "float64":
                worst = (out[n] - other[n]).abs().max().item()
            else:
                worst = deviation(out[n], other[n])
            # Ten Adam steps divide by small gradients: one digit is left to them.
            limit = tolerance * (10 if n.startswith(("final.", "losses")) else 1)
            assert worst <= limit, (name, n, worst)
    if spec["clip"] != "none":
        pairs = [(out["grad." + n[8:]], v) for n, v in out.items() if n.startswith("clipped.")]
        if spec["clip"] == "value":
            changed = [bool(e) for g, v in pairs for e in (g != v).flatten()]
        else:
            changed = [bool((g != v).any()) for g, v in pairs]
        assert any(changed), name
        assert spec["clip"] == "global_norm" or not all(changed), name
    if spec["optimizer"] != "none":
        assert out["losses"][-1] < out["losses"][0], (name, out["losses"])
        assert out["losses"][0] == out["loss"][0]
    if spec["clip"] == "none":
        return ""
    what = "elements" if spec["clip"] == "value" else "tensors"
    return f"  clipped {sum(changed)} of {len(changed)} {what}"


def check_kinks(spec, net):
    """No argument so close to a kink that float32 could land on its other side."""
    for activation, (inside, outside) in net.kink_sides.items():
        assert min(inside, outside) > 0.05 * (inside + outside), (spec["case"], net.kink_sides)
    assert net.kink_margin > 2e-5, (spec["case"], net.kink_margin)


def metadata(spec):
    def text(v):
        if isinstance(v, bool):
            return "true" if v else "false"
        if isinstance(v, list):
            return ",".join(map(str, v))
        return str(v)

    meta = {k: text(v) for k, v in spec.items() if k not in ("input_scale", "bound")}
    meta["torch_version"] = torch.__version__
    return meta


def to_bytes(tensors, meta):
    """safetensors' own bytes, but with the metadata in sorted order so that they repeat."""
    data = safetensors.numpy.save(tensors, meta)
    (length,) = struct.unpack("<Q", data[:8])
    header = json.loads(data[8:8 + length])
    header["__metadata__"] = dict(sorted(header["__metadata__"].items()))
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    data = struct.pack("<Q", len(text)) + text + data[8 + length:]
    back = safetensors.numpy.load(data)
    assert set(back) == set(tensors) and all(np.array_equal(back[n], tensors[n]) for n in back)
    return data


def build(spec):
    """-> the bytes of the file, its number of tensors, the two float32 departures, a note."""
    dtype = getattr(torch, spec["precision"])
    hand = not default_activations(spec)
    out, net = run(spec, dtype, hand)
    note = check(spec, out)
    if hand:
        check_kinks(spec, net)
    single, _ = run(spec, torch.float32, hand)
    double = out if dtype == torch.float64 else run(spec, torch.float64, hand)[0]
    drift = [0.0, 0.0]
    for n in out:
        late = n.startswith(("final.", "losses"))
        drift[late] = max(drift[late], deviation(single[n], double[n]))

    params, data = draw(spec)
    tensors = {**params, **data}
    for n, v in out.items():
        assert n not in tensors
        tensors[n] = np.ascontiguousarray(v.to(torch.float32).numpy())
    return to_bytes(tensors, metadata(spec)), len(tensors), drift, note


def main():
    here = pathlib.Path(__file__).resolve().parent
    parser = argparse.ArgumentParser(description="Golden vectors for lstm4j, computed by PyTorch.")
    parser.add_argument("--out", type=pathlib.Path, default=here.parent / "resources" / "golden")
    parser.add_argument("--only", action="append", metavar="NAME")
    parser.add_argument("--check", action="store_true")
    args = parser.parse_args()

    torch.set_num_threads(1)
    torch.use_deterministic_algorithms(True)
    assert len({s["case"] for s in CASES}) == len({s["seed"] for s in CASES}) == len(CASES)
    if not args.check:
        args.out.mkdir(parents=True, exist_ok=True)
    total, different = 0, []
    print(f"torch {torch.__version__}")
    for spec in CASES:
        name = spec["case"]
        if args.only and name not in args.only:
            continue
        data, count, drift, note = build(spec)
        path = args.out / f"{name}.safetensors"
        if args.check:
            if not path.exists() or path.read_bytes() != data:
                different.append(name)
        else:
            path.write_bytes(data)
        total += len(data)
        print(f"{path.name:50s} {len(data):7d} bytes {count:3d} tensors"
              f"  float32: {drift[0]:.0e} {drift[1]:.0e}{note}")
    print(f"{total} bytes in all")
    if different:
        sys.exit("would change: " + ", ".join(different))


if __name__ == "__main__":
    main()
