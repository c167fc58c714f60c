"""ONNX models in files, as exporters write them, and what ONNX Runtime computes.

Usage (needs `pip install torch onnx onnxruntime onnxscript safetensors numpy`):

    python golden_onnx.py            write every case to ../resources/golden/onnx

NAME.onnx is the model, NAME.io.safetensors has inputs `x` [B, T, I], or `x` [B, T] of
indices, and outputs `y` [B, T, O] or [B, O], in float32. Models of the two exporters of
PyTorch, and LSTM nodes of random configurations made by hand. Before a case is written,
ONNX's checker has accepted it. refused/NAME.onnx are models that there are no layers for.
"""

import pathlib
import shutil
import tempfile

import numpy as np
import onnx
import onnxruntime as ort
import safetensors.numpy
import torch
from onnx import TensorProto, helper, numpy_helper
from torch import nn

STEPS, BATCH = 7, 3
FOLDER = pathlib.Path(__file__).parent / "../resources/golden/onnx"


class Last(nn.Module):
    """The last step of an LSTM of any kind, and a linear layer on it."""

    def __init__(self, inputs, hidden, how, **options):
        super().__init__()
        self.lstm = nn.LSTM(inputs, hidden, **options)
        self.how = how
        width = hidden * (2 if options.get("bidirectional") else 1)
        self.head = nn.Linear(width, 2)

    def forward(self, x):
        y, (h, _) = self.lstm(x)
        if self.how == "step":
            y = y[:, -1] if self.lstm.batch_first else y[-1]
        elif self.how == "state":
            y = h[-1]
        elif self.how == "both":
            y = torch.cat([h[-2], h[-1]], dim=1)
        return self.head(y)


class Words(nn.Module):
    def __init__(self):
        super().__init__()
        self.embedding = nn.Embedding(11, 4)
        self.lstm = nn.LSTM(4, 5, batch_first=True)
        self.head = nn.Linear(5, 11)

    def forward(self, x):
        return torch.softmax(self.head(self.lstm(self.embedding(x))[0]), dim=-1)


class Around(nn.Module):
    """A convolution, normalisations and a way around an LSTM."""

    def __init__(self):
        super().__init__()
        self.conv = nn.Conv1d(3, 4, 3, padding=1)
        self.norm = nn.BatchNorm1d(4)
        self.lstm = nn.LSTM(4, 4, batch_first=True)
        self.layer_norm = nn.LayerNorm(4)
        self.head = nn.Sequential(nn.Linear(4, 3), nn.SiLU(), nn.Linear(3, 2), nn.LeakyReLU(0.2))

    def forward(self, x):
        x = torch.relu(self.norm(self.conv(x.transpose(1, 2)))).transpose(1, 2)
        return self.head(self.layer_norm(x + self.lstm(x)[0]))


class States(nn.Module):
    def __init__(self):
        super().__init__()
        self.lstm = nn.LSTM(2, 4, num_layers=2, batch_first=True)
        self.head = nn.Linear(4, 1)

    def forward(self, x, h, c):
        y, (h, c) = self.lstm(x, (h, c))
        return self.head(y), h, c


class Learned(nn.Module):
    """First states that were trained, the same for all sequences."""

    def __init__(self):
        super().__init__()
        self.lstm = nn.LSTM(2, 3, num_layers=2, batch_first=True)
        self.h, self.c = (nn.Parameter(torch.randn(2, 1, 3)) for _ in range(2))

    def forward(self, x):
        h, c = (s.expand(-1, x.shape[0], -1).contiguous() for s in (self.h, self.c))
        return self.lstm(x, (h, c))[0]


def randomised(module, seed):
    generator = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for p in [*module.parameters(), *module.buffers()]:
            if p.dtype == torch.float32:
                p.copy_(torch.randn(p.shape, generator=generator).abs() * 0.6 if p.dim() == 1
                        else torch.randn(p.shape, generator=generator) * 0.6)
    return module.eval()


def exported(module, x, dynamo, folder, extra=(), names=("x",), axes=None):
    path = folder / "model.onnx"
    options = {"input_names": list(names)}
    if dynamo:
        torch.onnx.export(module, (x, *extra), str(path), dynamo=True, external_data=False,
                          verbose=False, **options)
    else:
        torch.onnx.export(module, (x, *extra), str(path), dynamo=False, dynamic_axes=axes, **options)
    return onnx.load(path)


BATCH_FIRST = {"x": {0: "batch", 1: "steps"}}


def torch_cases():
    x = lambda inputs: torch.randn(BATCH, STEPS, inputs)
    first = {"batch_first": True}
    plain = {
        "sequence": Last(2, 4, "all", **first),
        "last_step": Last(2, 4, "step", **first),
        "last_state": Last(2, 4, "state", num_layers=2, **first),
        "both_ways": Last(2, 4, "all", num_layers=2, bidirectional=True, **first),
        "both_ends": Last(3, 4, "both", bidirectional=True, **first),
        "no_bias": Last(2, 4, "step", bias=False, **first),
    }
    for name, module in plain.items():
        inputs = module.lstm.input_size
        yield f"torch_{name}", module, x(inputs), {}, BATCH_FIRST
    yield "torch_around", Around(), x(3), {}, BATCH_FIRST
    yield "torch_words", Words(), torch.randint(0, 11, (BATCH, STEPS)), {}, BATCH_FIRST
    yield "torch_static", Last(2, 4, "step", **first), x(2), {}, None
    yield "torch_time_first", Last(2, 4, "all"), x(2).transpose(0, 1).contiguous(), {}, {
        "x": {0: "steps", 1: "batch"}}
    yield "torch_learned", Learned(), x(2), {}, BATCH_FIRST
    states = (torch.zeros(2, BATCH, 4), torch.zeros(2, BATCH, 4))
    yield "torch_states", States(), x(2), {"extra": states, "names": ("x", "h", "c")}, {
        **BATCH_FIRST, "h": {1: "batch"}, "c": {1: "batch"}}


def node_model(rng, number):
    """A single LSTM node with random options, its weights by one of several ways."""
    directions = int(rng.integers(1, 3))
    direction = "bidirectional" if directions == 2 else ["forward", "reverse"][rng.integers(0, 2)]
    inputs, units = int(rng.integers(1, 5)), int(rng.integers(1, 6))
    attributes = {"hidden_size": units, "direction": direction}
    if rng.random() < 0.5:
        names, alphas, betas = [], [], []
        for name in rng.choice(["Sigmoid", "Tanh", "Relu", "HardSigmoid", "Softsign", "LeakyRelu",
                                "Elu", "ThresholdedRelu", "ScaledTanh", "Affine"], 3):
            names.append(str(name))
            if name in ("HardSigmoid", "LeakyRelu", "Elu", "ThresholdedRelu", "ScaledTanh", "Affine"):
                alphas.append(float(np.float32(rng.uniform(0.1, 0.5))))
            if name in ("HardSigmoid", "ScaledTanh", "Affine"):
                betas.append(float(np.float32(rng.uniform(0.1, 0.5))))
        attributes["activations"] = names * directions
        if alphas:
            attributes["activation_alpha"] = alphas * directions
        if betas:
            attributes["activation_beta"] = betas * directions
    if rng.random() < 0.3:
        attributes["clip"] = float(np.float32(rng.uniform(0.3, 1.5)))
    if rng.random() < 0.3:
        attributes["input_forget"] = 1
    draw = lambda *shape: (rng.standard_normal(shape) * 0.5).astype(np.float32)
    w, r = draw(directions, 4 * units, inputs), draw(directions, 4 * units, units)
    nodes, initializers = [], [numpy_helper.from_array(r, "R")]
    way = number % 4
    if way == 0:
        initializers.append(numpy_helper.from_array(w, "W"))
    elif way == 1:  # gates one by one, joined and given an axis
        parts = []
        for gate in range(4):
            name = f"W{gate}"
            parts.append(name)
            part = np.concatenate([d[gate * units:(gate + 1) * units] for d in w])
            initializers.append(numpy_helper.from_array(part, name))
        initializers += [numpy_helper.from_array(np.array([directions, units, inputs]), "part"),
                         numpy_helper.from_array(np.array([1]), "one")]
        for name in parts:
            nodes.append(helper.make_node("Reshape", [name, "part"], [name + "r"]))
        nodes.append(helper.make_node("Concat", [n + "r" for n in parts], ["W"], axis=1))
    elif way == 2:  # a larger tensor, turned and cut
        wide = np.concatenate([draw(2, inputs, directions), w.transpose(1, 2, 0)])
        initializers += [numpy_helper.from_array(wide, "wide"),
                         *[numpy_helper.from_array(np.array([v]), n)
                           for n, v in (("from", 2), ("to", 2**31 - 1), ("axis", 0))]]
        nodes += [helper.make_node("Slice", ["wide", "from", "to", "axis"], ["cut"]),
                  helper.make_node("Transpose", ["cut"], ["W"], perm=[2, 0, 1])]
    else:  # typed data in place of raw
        initializers.append(helper.make_tensor("W", TensorProto.FLOAT, w.shape, w.ravel().tolist()))
    names = ["X", "W", "R", "", "", "", "", ""]
    if rng.random() < 0.8:
        initializers.append(numpy_helper.from_array(draw(directions, 8 * units), "B"))
        names[3] = "B"
    if rng.random() < 0.4:
        initializers.append(numpy_helper.from_array(draw(directions, 3 * units), "P"))
        names[7] = "P"
    if rng.random() < 0.3:  # zeros of the input's size
        initializers += [numpy_helper.from_array(np.array([directions]), "D"),
                         numpy_helper.from_array(np.array([units]), "U"),
                         numpy_helper.from_array(np.array([1]), "at")]
        nodes += [helper.make_node("Shape", ["X"], ["sizes"]),
                  helper.make_node("Gather", ["sizes", "at"], ["batch"], axis=0),
                  helper.make_node("Concat", ["D", "batch", "U"], ["state_sizes"], axis=0),
                  helper.make_node("ConstantOfShape", ["state_sizes"], ["zeros"])]
        names[5] = names[6] = "zeros"
    while not names[-1]:
        names.pop()
    last = rng.random() < 0.4
    nodes.append(helper.make_node("LSTM", names, ["all", "last", "cells"], name="lstm", **attributes))
    if last and directions == 1:
        initializers.append(numpy_helper.from_array(np.array([0]), "zero"))
        nodes.append(helper.make_node("Squeeze", ["last", "zero"], ["y"]))
    elif last:
        initializers.append(numpy_helper.from_array(np.array([0, -1]), "flat"))
        nodes += [helper.make_node("Transpose", ["last"], ["turned"], perm=[1, 0, 2]),
                  helper.make_node("Reshape", ["turned", "flat"], ["y"])]
    else:
        initializers.append(numpy_helper.from_array(np.array([0, 0, -1]), "flat"))
        nodes += [helper.make_node("Transpose", ["all"], ["turned"], perm=[2, 0, 1, 3]),
                  helper.make_node("Reshape", ["turned", "flat"], ["y"])]
    shape = ["B", units * directions] if last else ["B", "T", units * directions]
    graph = helper.make_graph(
        nodes, "lstm", [helper.make_tensor_value_info("X", TensorProto.FLOAT, ["T", "B", inputs])],
        [helper.make_tensor_value_info("y", TensorProto.FLOAT, shape)], initializers)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 14)], ir_version=8)
    return model, rng.standard_normal((STEPS, BATCH, inputs)).astype(np.float32)


class Cell(nn.Module):
    """An LSTM written out step by step."""

    def __init__(self):
        super().__init__()
        self.cell = nn.LSTMCell(2, 3)

    def forward(self, x):
        h = c = torch.zeros(x.shape[0], 3)
        for t in range(x.shape[1]):
            h, c = self.cell(x[:, t], (h, c))
        return h


class Sum(nn.Module):
    """Two LSTM layers side by side."""

    def __init__(self):
        super().__init__()
        self.a, self.b = nn.LSTM(2, 3, batch_first=True), nn.LSTM(2, 3, batch_first=True)

    def forward(self, x):
        return torch.cat([self.a(x)[0], self.b(x)[0]], dim=2)


class LastThree(nn.Module):
    """The last three steps."""

    def __init__(self):
        super().__init__()
        self.lstm = nn.LSTM(2, 3, batch_first=True)

    def forward(self, x):
        return self.lstm(x)[0][:, -3:]


def in_branch(model):
    """The LSTM within an If whose condition is a constant, its weights in half precision."""
    node = model.graph.node[0]
    weights = {t.name: numpy_helper.to_array(t) for t in model.graph.initializer}
    inner = [helper.make_node("Cast", [n + "16"], [n + "c"], to=TensorProto.FLOAT)
             for n in ("W", "R", "B")]
    lstm = helper.make_node("LSTM", ["X", "Wc", "Rc", "Bc"], ["all"], hidden_size=3)
    one = helper.make_node("Constant", [], ["one"], value_ints=[1])
    flat = helper.make_node("Squeeze", ["all", "one"], ["out"])
    branch = helper.make_graph(
        [*inner, lstm, one, flat], "then", [],
        [helper.make_tensor_value_info("out", TensorProto.FLOAT, ["T", "B", 3])])
    other = helper.make_graph(
        [helper.make_node("LSTM", ["X", "W", "R", "B"], ["all2"], hidden_size=3),
         helper.make_node("Constant", [], ["one2"], value_ints=[1]),
         helper.make_node("Squeeze", ["all2", "one2"], ["out2"])], "else", [],
        [helper.make_tensor_value_info("out2", TensorProto.FLOAT, ["T", "B", 3])])
    del node
    graph = helper.make_graph(
        [helper.make_node("If", ["yes"], ["made"], then_branch=branch, else_branch=other),
         helper.make_node("Transpose", ["made"], ["y"], perm=[1, 0, 2])],
        "branch", list(model.graph.input),
        [helper.make_tensor_value_info("y", TensorProto.FLOAT, ["B", "T", 3])],
        [numpy_helper.from_array(np.array(True), "yes"),
         *[numpy_helper.from_array(w.astype(np.float16), n + "16") for n, w in weights.items()],
         *[numpy_helper.from_array(w, n) for n, w in weights.items()]])
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)


def plain_node(rng):
    draw = lambda *shape: (rng.standard_normal(shape) * 0.5).astype(np.float32)
    graph = helper.make_graph(
        [helper.make_node("LSTM", ["X", "W", "R", "B"], ["all"], hidden_size=3),
         helper.make_node("Squeeze", ["all", "one"], ["flat"]),
         helper.make_node("Transpose", ["flat"], ["y"], perm=[1, 0, 2])],
        "plain", [helper.make_tensor_value_info("X", TensorProto.FLOAT, ["T", "B", 2])],
        [helper.make_tensor_value_info("y", TensorProto.FLOAT, ["B", "T", 3])],
        [numpy_helper.from_array(draw(1, 12, 2), "W"), numpy_helper.from_array(draw(1, 12, 3), "R"),
         numpy_helper.from_array(draw(1, 24), "B")])
    graph.initializer.append(numpy_helper.from_array(np.array([1]), "one"))
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)


def special_cases():
    """A branch, and tensors in a file beside the model's."""
    rng = np.random.default_rng(2)
    plain = plain_node(rng)
    x = rng.standard_normal((STEPS, BATCH, 2)).astype(np.float32)
    floats = onnx.ModelProto()
    floats.CopyFrom(plain)
    del floats.graph.initializer[3:]
    write("special_branch", in_branch(floats), x, time_first=True)
    write("special_external", plain, x, time_first=True)
    onnx.save_model(plain, FOLDER / "special_external.onnx", save_as_external_data=True,
                    all_tensors_to_one_file=True, location="special_external.data",
                    size_threshold=0)
    return 2


def refused_cases():
    folder = FOLDER / "refused"
    folder.mkdir()
    x = torch.randn(BATCH, STEPS, 2)
    modules = {"written_out": Cell(), "side_by_side": Sum(),
               "last_three": LastThree(), "gru": nn.GRU(2, 3, batch_first=True)}
    for name, module in modules.items():
        with tempfile.TemporaryDirectory() as temporary:
            model = exported(module.eval(), x, False, pathlib.Path(temporary))
        onnx.save(model, folder / f"{name}.onnx")


def write(name, model, x, time_first=False, extra=None):
    onnx.checker.check_model(model, full_check=True)
    session = ort.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])
    feeds = {session.get_inputs()[0].name: x, **(extra or {})}
    y = session.run(None, feeds)[0]
    if time_first:
        x = x.swapaxes(0, 1)
        y = y.swapaxes(0, 1) if name.startswith("torch") and y.ndim == 3 else y
    onnx.save(model, FOLDER / f"{name}.onnx")
    data = {"x": np.ascontiguousarray(x, np.float32), "y": np.ascontiguousarray(y, np.float32)}
    (FOLDER / f"{name}.io.safetensors").write_bytes(safetensors.numpy.save(data))


def main():
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir(parents=True)
    torch.manual_seed(1)
    count = 0
    for seed, (name, module, x, options, axes) in enumerate(torch_cases()):
        randomised(module, seed + 1)
        for dynamo in (False, True):
            with tempfile.TemporaryDirectory() as folder:
                model = exported(module, x, dynamo, pathlib.Path(folder), axes=axes, **options)
            extra = {n: v.numpy() for n, v in zip(options.get("names", ())[1:],
                                                  options.get("extra", ()))}
            write(name + ("_dynamo" if dynamo else ""), model, x.numpy(), "time_first" in name, extra)
            count += 1
    rng = np.random.default_rng(1)
    for number in range(60):
        model, x = node_model(rng, number)
        write(f"node_{number:02d}", model, x, time_first=True)
        count += 1
    count += special_cases()
    refused_cases()
    print(count, "cases written")


if __name__ == "__main__":
    main()
