"""State dicts as PyTorch programs save them, and what the programs compute.

Usage (needs `pip install torch safetensors numpy`):

    python golden_state_dicts.py            write every case to ../resources/golden/state_dicts
    python golden_state_dicts.py --check    write nothing; fail if a file would change

NAME.safetensors is the state dict of a module, weights as the program keeps
them; NAME.io.safetensors has `x` [B, T, I] and `y`, computed in float64 from
the values that lstm4j reads: those of the file rounded to float32. NAME.pt is
the same state dict by torch.save. Some files are by torch.save alone: a
checkpoint, tensors that are views of one storage, and a whole module.
"""

import argparse
import io
import pathlib
import sys

import safetensors.torch
import torch
import torch.nn as nn


class Tagger(nn.Module):
    """LSTM and one linear module at every step."""

    def __init__(self, inputs=3, hidden=5, outputs=2, last=False, **options):
        super().__init__()
        self.rnn = nn.LSTM(inputs, hidden, batch_first=True, **options)
        directions = 2 if options.get("bidirectional") else 1
        size = options.get("proj_size") or hidden
        self.fc = nn.Linear(directions * size, outputs, bias=options.get("bias", True))
        self.last = last

    def forward(self, x):
        y = self.fc(self.rnn(x)[0])
        return y[:, -1] if self.last else y


class Deep(nn.Module):
    """Modules that nothing in the file says the order of."""

    def __init__(self):
        super().__init__()
        self.norm = nn.BatchNorm1d(4)
        self.norm.running_mean.uniform_(-1, 1)
        self.norm.running_var.uniform_(0.5, 2)
        self.below = nn.LSTM(4, 6, batch_first=True)
        self.above = nn.LSTM(6, 3, batch_first=True)
        self.scale = nn.LayerNorm(3)
        self.fc1 = nn.Linear(3, 3)
        self.fc2 = nn.Linear(3, 3)

    def forward(self, x):
        x = self.norm(x.transpose(1, 2)).transpose(1, 2)
        x = self.above(self.below(x)[0])[0]
        return self.fc2(torch.tanh(self.fc1(self.scale(x))))


class Cell(nn.Module):
    def __init__(self):
        super().__init__()
        self.cell = nn.LSTMCell(2, 4)

    def forward(self, x):
        state = None
        steps = []
        for t in range(x.shape[1]):
            state = self.cell(x[:, t], state)
            steps.append(state[0])
        return torch.stack(steps, 1)


class Words(nn.Module):
    def __init__(self):
        super().__init__()
        self.words = nn.Embedding(11, 3)
        self.lstm = nn.LSTM(3, 4, batch_first=True)
        self.out = nn.Linear(4, 11)

    def forward(self, x):
        return self.out(self.lstm(self.words(x))[0])


class Convolved(nn.Module):
    """A convolution over time below the LSTM."""

    def __init__(self):
        super().__init__()
        self.conv = nn.Conv1d(3, 4, 3, padding=1)
        self.lstm = nn.LSTM(4, 5, batch_first=True)
        self.out = nn.Linear(5, 2)

    def forward(self, x):
        x = torch.tanh(self.conv(x.transpose(1, 2))).transpose(1, 2)
        return self.out(self.lstm(x)[0])


def plain(inputs=2, hidden=3):
    class Bare(nn.LSTM):
        def forward(self, x):
            return super().forward(x)[0]

    return Bare(inputs, hidden, batch_first=True)


CASES = {
    "bare": (plain, torch.float32),
    "head_every_step": (Tagger, torch.float32),
    "head_last_step": (lambda: Tagger(last=True, num_layers=2), torch.float32),
    "bidirectional": (lambda: Tagger(num_layers=2, bidirectional=True), torch.float32),
    "no_bias": (lambda: Tagger(bias=False), torch.float32),
    "float64": (Tagger, torch.float64),
    "float16": (Tagger, torch.float16),
    "bfloat16": (Tagger, torch.bfloat16),
    "deep": (Deep, torch.float32),
    "cell": (Cell, torch.float32),
    "words": (Words, torch.float32),
    "projection": (lambda: Tagger(num_layers=2, proj_size=2), torch.float32),
    "projection_both_ways": (
        lambda: Tagger(num_layers=2, proj_size=3, bidirectional=True, bias=False), torch.float32),
    "convolved": (Convolved, torch.float32),
}


def case(name):
    make, dtype = CASES[name]
    torch.manual_seed(list(CASES).index(name) + 1)
    module = make().eval()
    module = module.double() if dtype == torch.float64 else module.float()
    with torch.no_grad():
        for p in module.parameters():
            p.add_(0.4 * torch.randn_like(p))
    saved = {k: v.to(dtype) if v.is_floating_point() else v for k, v in module.state_dict().items()}
    module.load_state_dict(
        {k: v.float().double() if v.is_floating_point() else v for k, v in saved.items()}
    )
    module.double()
    inputs = {"bare": 2, "deep": 4, "cell": 2}.get(name, 3)
    if name == "words":
        x = torch.randint(11, (2, 6))
        y = module(x)
    else:
        x = torch.randn(2, 6, inputs)
        y = module(x.double())
    results = {"x": x.float(), "y": y.detach().float().contiguous()}
    return {
        f"{name}.safetensors": safetensors.torch.save(saved),
        f"{name}.io.safetensors": safetensors.torch.save(results),
        f"{name}.pt": by_torch(saved),
    }


def by_torch(what):
    buffer = io.BytesIO()
    torch.save(what, buffer)
    return buffer.getvalue()


def by_torch_alone():
    torch.manual_seed(77)
    module = Tagger()
    optimizer = torch.optim.Adam(module.parameters())
    module(torch.randn(1, 2, 3)).sum().backward()
    optimizer.step()
    everything = torch.randn(1000)
    views, at = {}, 3
    for name, p in module.state_dict().items():
        v = everything[at:at + 2 * p.numel()]
        # Every other number, and matrices by columns.
        v = v[::2] if p.dim() == 1 else v[:p.numel()].view(p.shape[::-1]).T
        views[name] = v
        at += 2 * p.numel()
    dense = {name: v.clone().contiguous() for name, v in views.items()}
    return {
        "checkpoint.pt": by_torch({
            "epoch": 3, "loss": 0.25, "best": None, "sizes": (3, 5), "tags": {"a", "b"},
            "big": 1 << 80, "optimizer": optimizer.state_dict(), "state_dict": views}),
        "views.pt": by_torch(views),
        "views.safetensors": safetensors.torch.save(dense),
        "parameters.pt": by_torch(dict(module.named_parameters())),
        "parameters.safetensors": safetensors.torch.save(module.state_dict()),
        "module.pt": by_torch(module),
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true")
    check = parser.parse_args().check
    folder = pathlib.Path(__file__).parent.parent / "resources" / "golden" / "state_dicts"
    folder.mkdir(parents=True, exist_ok=True)
    changed = []
    for files in [case(name) for name in CASES] + [by_torch_alone()]:
        for file, data in files.items():
            path = folder / file
            if check and (not path.exists() or path.read_bytes() != data):
                changed.append(file)
            elif not check:
                path.write_bytes(data)
    if changed:
        sys.exit(f"would change: {', '.join(changed)}")
    print(f"{len(CASES)} cases {'checked' if check else 'written'}")


if __name__ == "__main__":
    main()
