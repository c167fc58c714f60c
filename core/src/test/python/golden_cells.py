"""Golden vectors for LSTM cells of every kind, computed by PyTorch in float64.

Usage (needs `pip install torch safetensors numpy onnx onnxruntime`):

    python golden_cells.py            write cells.safetensors and cells.txt to ../resources/golden/cells
    python golden_cells.py --check    write nothing; fail if a file would change

A case is one LSTM layer of one or two directions with random options, sizes and
lengths, on inputs and initial states, with the gradients of its outputs and last
states given. The cell is written out here, and its gradients are PyTorch's. Where
others have such a cell it must agree with theirs: `nn.LSTM` for projections, ONNX
Runtime for peepholes, coupled gates, clipping and activations.

Tensors of case n, rounded to float32: `n.x` [R, I] or `n.x` [R] of indices, `n.dy`,
`n.h0`, `n.c0`, `n.dh1`, `n.dc1` as `[directions, B, size]`, the parameters under
lstm4j's names, `n.lengths`; results `n.y`, `n.h1`, `n.c1`, `n.dx` (not for indices),
`n.dh0`, `n.dc0`, `n.grad.` + parameter. Line n of cells.txt has the options.
"""

import argparse
import pathlib
import random
import sys

import numpy as np
import onnx
import onnxruntime
import safetensors.numpy
import torch
import torch.nn as nn
from onnx import TensorProto, helper

torch.set_default_dtype(torch.float64)

CASES = 240
NEAR = 1e-3  # what lies nearer to a kink is drawn again


class NearKink(Exception):
    """Drawn again: rounding would decide, or grow beyond comparison."""


def kink(x):
    if x.numel() and x.detach().abs().min() < NEAR:
        raise NearKink
    return x


def hard_sigmoid(a, b):
    def f(x):
        v = a * x + b
        kink(v), kink(v - 1)
        return v.clamp(0, 1)
    return f


# name: (function of alpha and beta, ONNX's name, how many numbers ONNX's has)
ACTIVATIONS = {
    "sigmoid": (lambda a, b: torch.sigmoid, "Sigmoid", 0),
    "tanh": (lambda a, b: torch.tanh, "Tanh", 0),
    "relu": (lambda a, b: lambda x: torch.relu(kink(x)), "Relu", 0),
    "softsign": (lambda a, b: lambda x: x / (1 + x.abs()), "Softsign", 0),
    "softplus": (lambda a, b: nn.functional.softplus, "Softplus", 0),
    "identity": (lambda a, b: lambda x: x, None, 0),
    "hard_sigmoid": (hard_sigmoid, "HardSigmoid", 2),
    "leaky_relu": (lambda a, b: lambda x: nn.functional.leaky_relu(kink(x), a), "LeakyRelu", 1),
    "elu": (lambda a, b: lambda x: nn.functional.elu(kink(x), a), "Elu", 1),
    "thresholded_relu": (
        lambda a, b: lambda x: torch.where(kink(x - a) > 0, x, 0.0), "ThresholdedRelu", 1),
    "scaled_tanh": (lambda a, b: lambda x: a * torch.tanh(b * x), "ScaledTanh", 2),
    "affine": (lambda a, b: lambda x: a * x + b, "Affine", 2),
}


class Activation:
    def __init__(self, name, *numbers):
        self.name, self.numbers = name, numbers
        self.f = ACTIVATIONS[name][0](*(list(numbers) + [0.0, 0.0])[:2])
        self.onnx = ACTIVATIONS[name][1]

    def __str__(self):
        return f"{self.name}({', '.join(map(str, self.numbers))})" if self.numbers else self.name


def draw_activation(rng, names):
    name = rng.choice(names)
    numbers = {"hard_sigmoid": (rng.choice([0.25, 0.125]), 0.5), "leaky_relu": (0.25,),
               "elu": (0.75,), "thresholded_relu": (0.125,), "scaled_tanh": (1.5, 0.75),
               "affine": (0.5, 0.25)}.get(name, ())
    return Activation(name, *numbers)


def draw(rng):
    o = {"inputs": rng.randint(1, 3), "hidden_size": rng.randint(1, 4)}
    o["indices"] = rng.random() < 0.15
    o["bidirectional"] = rng.random() < 0.25
    o["bias"] = rng.choice(["one", "two", "none"])
    o["activations"] = [Activation("sigmoid"), Activation("tanh"), Activation("tanh")]
    if rng.random() < 0.5:
        o["activations"] = [
            draw_activation(rng, ["sigmoid", "hard_sigmoid", "affine", "softplus"]),
            draw_activation(rng, list(ACTIVATIONS)),
            draw_activation(rng, list(ACTIVATIONS)),
        ]
    o["peepholes"] = rng.random() < 0.35
    o["coupled"] = rng.random() < 0.25
    o["clip"] = rng.choice([0.25, 0.5, 1.0]) if rng.random() < 0.3 else 0
    o["normalized"] = rng.random() < 0.2
    if o["normalized"]:
        o["hidden_size"] = rng.randint(3, 4)
    o["projection"] = 0
    if o["hidden_size"] > 1 and rng.random() < 0.35:
        o["projection"] = rng.randint(1, o["hidden_size"] - 1)
    batch = rng.randint(1, 3)
    o["lengths"] = sorted((rng.randint(1, 4) for _ in range(batch)), reverse=True)
    if rng.random() < 0.5:
        o["lengths"] = [o["lengths"][0]] * batch
    return o


def settings(o):
    text = {"inputs": o["inputs"], "hidden_size": o["hidden_size"],
            **dict(zip(("gate", "candidate", "cell"), map(str, o["activations"])))}
    for flag in ("indices", "bidirectional", "peepholes", "coupled", "normalized"):
        if o[flag]:
            text[flag] = "true"
    if o["bias"] != "one":
        text["bias"] = o["bias"]
    for number in ("projection", "clip"):
        if o[number]:
            text[number] = o[number]
    return ";".join(f"{k}={v}" for k, v in text.items())


def float32(x):
    return torch.from_numpy(x.detach().numpy().astype(np.float32)).double()


def leaf(*shape, scale=1.0):
    return float32(torch.randn(*shape) * scale).requires_grad_()


def parameters(o, d):
    h, p = o["hidden_size"], o["projection"] or o["hidden_size"]
    scale = 1 if o["normalized"] else 0.7
    names = {"weight_ih": (4 * h, o["inputs"]), "weight_hh": (4 * h, p)}
    names |= {"one": {"bias": (4 * h,)}, "two": {"bias_ih": (4 * h,), "bias_hh": (4 * h,)},
              "none": {}}[o["bias"]]
    if o["projection"]:
        names["weight_hr"] = (p, h)
    if o["peepholes"]:
        names["weight_peephole"] = (3, h)
    if o["normalized"]:
        names |= {"norm_ih": (4 * h,), "norm_hh": (4 * h,), "norm_cell_weight": (h,),
                  "norm_cell_bias": (h,)}
    return {name: leaf(*shape, scale=scale) for name, shape in names.items()}


def norm(x):
    variance = x.var(-1, unbiased=False)
    if x.numel() and variance.detach().min() < 0.05:
        raise NearKink  # where normalisation takes what rounding left many times
    return nn.functional.layer_norm(x, x.shape[-1:], eps=1e-5)


def clip(x, limit):
    if not limit:
        return x
    kink(x.abs() - limit)
    return x.clamp(-limit, limit)


def direction(o, w, x, lengths, h, c):
    """One direction; x, h and c as they are before the first step. Returns all y, last h and c."""
    sigma, phi, psi = (a.f for a in o["activations"])
    bias = sum((w[b] for b in ("bias", "bias_ih", "bias_hh") if b in w), torch.zeros(()))
    outs, last_h, last_c = [], [None] * len(lengths), [None] * len(lengths)
    for t in range(lengths[0]):
        n = sum(length > t for length in lengths)
        a, r = x[t, :n] @ w["weight_ih"].T, h[:n] @ w["weight_hh"].T
        if o["normalized"]:
            a, r = norm(a) * w["norm_ih"], norm(r) * w["norm_hh"]
        zi, zf, zg, zo = (a + r + bias).chunk(4, -1)
        before = c[:n]
        if o["peepholes"]:
            pi, pf, po = w["weight_peephole"]
            zi, zf = zi + pi * before, zf + pf * before
        i, g = sigma(clip(zi, o["clip"])), phi(clip(zg, o["clip"]))
        f = 1 - i if o["coupled"] else sigma(clip(zf, o["clip"]))
        c = f * before + i * g
        if o["normalized"]:
            c = norm(c) * w["norm_cell_weight"] + w["norm_cell_bias"]
        if o["peepholes"]:
            zo = zo + po * c
        h = sigma(clip(zo, o["clip"])) * psi(c)
        if o["projection"]:
            h = h @ w["weight_hr"].T
        outs.append(h)
        for b in range(n):
            last_h[b], last_c[b] = h[b], c[b]
    return outs, torch.stack(last_h), torch.stack(last_c)


def pad(steps, batch):
    return torch.stack([torch.cat([s, s.new_zeros(batch - len(s), s.shape[1])]) for s in steps])


def reverse(x, lengths):
    return torch.stack(
        [torch.cat([x[:n, b].flip(0), x[n:, b]]) for b, n in enumerate(lengths)], dim=1)


def forward(o, ws, x, h0, c0):
    lengths, batch = o["lengths"], len(o["lengths"])
    ys, hs, cs = [], [], []
    for d, w in enumerate(ws):
        y, h, c = direction(o, w, reverse(x, lengths) if d else x, lengths, h0[d], c0[d])
        y = pad(y, batch)
        ys.append(reverse(y, lengths) if d else y)
        hs.append(h), cs.append(c)
    return torch.cat(ys, -1), torch.stack(hs), torch.stack(cs)


def rows(x, lengths):
    return torch.stack([x[t, b] for t in range(lengths[0])
                        for b in range(len(lengths)) if lengths[b] > t])


def like_torch(o, ws, x, h0, c0, result):
    plain = [str(a) for a in o["activations"]] == ["sigmoid", "tanh", "tanh"]
    if not plain or o["peepholes"] or o["coupled"] or o["clip"] or o["normalized"]:
        return False
    lstm = nn.LSTM(o["inputs"], o["hidden_size"], bidirectional=o["bidirectional"],
                   proj_size=o["projection"])
    with torch.no_grad():
        for d, w in enumerate(ws):
            for name, p in lstm.named_parameters():
                if name.endswith("_reverse") == bool(d):
                    own = name.replace("_l0", "").replace("_reverse", "")
                    p.copy_(w.get(own, w["bias"] if own == "bias_ih" and "bias" in w
                                  else torch.zeros_like(p)))
    packed = nn.utils.rnn.pack_padded_sequence(x, o["lengths"])
    y, (h, c) = lstm(packed, (h0, c0))
    y, _ = nn.utils.rnn.pad_packed_sequence(y)
    for mine, theirs in zip(result, (y, h, c)):
        torch.testing.assert_close(mine, theirs)
    return True


def like_onnxruntime(o, ws, x, h0, c0, result):
    if o["projection"] or o["normalized"] or any(a.onnx is None for a in o["activations"]):
        return False
    h, dirs = o["hidden_size"], len(ws)

    def order(v):  # i f g o to i o f c
        i, f, g, out = v.chunk(4, 0)
        return torch.cat([i, out, f, g])

    arrays = {
        "X": x, "W": torch.stack([order(w["weight_ih"]) for w in ws]),
        "R": torch.stack([order(w["weight_hh"]) for w in ws]),
        "B": torch.stack([torch.cat([
            order(w.get("bias", w.get("bias_ih", torch.zeros(4 * h)))),
            order(w.get("bias_hh", torch.zeros(4 * h)))]) for w in ws]),
        "lens": np.array(o["lengths"], np.int32), "h0": h0, "c0": c0,
        "P": torch.stack([w["weight_peephole"][[0, 2, 1]].flatten() if o["peepholes"]
                          else torch.zeros(3 * h) for w in ws])}
    names = ["X", "W", "R", "B", "lens", "h0", "c0", "P"]
    feeds = {k: v if isinstance(v, np.ndarray) else v.detach().numpy().astype(np.float32)
             for k, v in arrays.items()}
    attributes = {"hidden_size": h, "direction": "bidirectional" if dirs == 2 else "forward",
                  "activations": [a.onnx for a in o["activations"]] * dirs,
                  "activation_alpha": [a.numbers[0] for a in o["activations"] if a.numbers] * dirs,
                  "activation_beta": [a.numbers[1] for a in o["activations"]
                                      if len(a.numbers) > 1] * dirs,
                  "input_forget": int(o["coupled"])}
    if o["clip"]:
        attributes["clip"] = o["clip"]
    node = helper.make_node("LSTM", names, ["Y", "Y_h", "Y_c"],
                            **{k: v for k, v in attributes.items() if v != []})
    graph = helper.make_graph(
        [node], "lstm",
        [helper.make_tensor_value_info(
            n, TensorProto.INT32 if n == "lens" else TensorProto.FLOAT, feeds[n].shape)
         for n in names],
        [helper.make_tensor_value_info(n, TensorProto.FLOAT, None) for n in ("Y", "Y_h", "Y_c")])
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 14)], ir_version=8)
    session = onnxruntime.InferenceSession(model.SerializeToString(),
                                           providers=["CPUExecutionProvider"])
    y, hn, cn = session.run(None, feeds)
    y = torch.from_numpy(np.concatenate(list(np.moveaxis(y, 1, 0)), -1)).double()
    for mine, theirs in zip(result, (y, torch.from_numpy(hn).double(),
                                     torch.from_numpy(cn).double())):
        torch.testing.assert_close(mine.detach(), theirs, rtol=1e-4, atol=1e-5)
    return True


def run(o):
    lengths, batch = o["lengths"], len(o["lengths"])
    dirs, h, p = 1 + o["bidirectional"], o["hidden_size"], o["projection"] or o["hidden_size"]
    ws = [parameters(o, d) for d in range(dirs)]
    if o["indices"]:
        indices = torch.randint(0, o["inputs"], (lengths[0], batch))
        x = nn.functional.one_hot(indices, o["inputs"]).double()
    else:
        x = leaf(lengths[0], batch, o["inputs"])
    h0, c0 = leaf(dirs, batch, p), leaf(dirs, batch, h)
    y, h1, c1 = result = forward(o, ws, x, h0, c0)
    if max(v.detach().abs().max() for v in result) > 20:
        raise NearKink  # some grow without bounds; ONNX Runtime's softplus overflows beyond 88
    agreed = (like_torch(o, ws, x, h0, c0, result), like_onnxruntime(o, ws, x, h0, c0, result))
    dy, dh1, dc1 = (float32(torch.randn_like(v)) for v in result)
    loss = sum((rows(y, lengths) * rows(dy, lengths)).flatten()) + (h1 * dh1).sum() \
        + (c1 * dc1).sum()
    loss.backward()
    if max(v.abs().max() for v in (h0.grad, c0.grad)) > 1e3:
        raise NearKink
    tensors = {"x": rows(indices if o["indices"] else x, lengths), "dy": rows(dy, lengths),
               "y": rows(y, lengths), "h0": h0, "c0": c0, "h1": h1, "c1": c1, "dh1": dh1,
               "dc1": dc1, "dh0": h0.grad, "dc0": c0.grad, "lengths": torch.tensor(lengths)}
    if not o["indices"]:
        tensors["dx"] = rows(x.grad, lengths)
    for w, suffix in zip(ws, ("_l0", "_l0_reverse")):
        for name, v in w.items():
            tensors[name + suffix] = v
            tensors["grad." + name + suffix] = torch.zeros_like(v) if v.grad is None else v.grad
    return {k: np.ascontiguousarray(v.detach().numpy().astype(np.float32))
            for k, v in tensors.items()}, agreed


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--check", action="store_true")
    args = parser.parse_args()
    onnxruntime.set_default_logger_severity(3)
    torch.set_num_threads(1)
    rng = random.Random(12)
    torch.manual_seed(12)
    tensors, options, agreed = {}, [], np.zeros(2, int)
    while len(options) < CASES:
        o = draw(rng)
        try:
            own, others = run(o)
        except NearKink:
            continue
        tensors |= {f"{len(options)}.{name}": v for name, v in own.items()}
        options.append(settings(o))
        agreed += others
    print("cases %d, like nn.LSTM %d, like ONNX Runtime %d" % (CASES, *agreed))
    folder = pathlib.Path(__file__).parent / "../resources/golden/cells"
    files = {"cells.safetensors": safetensors.numpy.save(tensors),
             "cells.txt": "".join(line + "\n" for line in options).encode()}
    changed = [name for name, data in files.items()
               if not (folder / name).exists() or (folder / name).read_bytes() != data]
    print("changed:", changed)
    for name in [] if args.check else changed:
        (folder / name).write_bytes(files[name])
    sys.exit(1 if args.check and changed else 0)


if __name__ == "__main__":
    main()
