"""A model of the Neural Amp Modeler, and what its formulas give in double precision.

Usage (needs `pip install numpy safetensors`):

    python golden_audio.py            write lstm.nam and lstm.io.safetensors to ../resources/golden/audio

The weights are drawn here; how they lie in the list is what NeuralAmpModelerCore's lstm.cpp reads.
"""

import json
import pathlib

import numpy as np
import safetensors.numpy

FOLDER = pathlib.Path(__file__).parent / "../resources/golden/audio"
LAYERS, UNITS, STEPS = 2, 3, 9


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def main():
    FOLDER.mkdir(parents=True, exist_ok=True)
    rng = np.random.default_rng(1)
    weights, layers = [], []
    for k in range(LAYERS):
        inputs = 1 if k == 0 else UNITS
        w, b = rng.standard_normal((4 * UNITS, inputs + UNITS)), rng.standard_normal(4 * UNITS)
        h, c = rng.standard_normal(UNITS), rng.standard_normal(UNITS)
        layers.append([w, b, h, c])
        weights += [*w.ravel(), *b, *h, *c]
    head, bias = rng.standard_normal(UNITS), rng.standard_normal()
    weights += [*head, bias]
    x = rng.standard_normal(STEPS).astype(np.float32)
    y = []
    for value in x:
        flow = np.array([value])
        for layer in layers:
            w, b, h, c = layer
            i, f, g, o = np.split(w @ np.concatenate([flow, h]) + b, 4)
            c = sigmoid(f) * c + sigmoid(i) * np.tanh(g)
            layer[2], layer[3] = flow, _ = sigmoid(o) * np.tanh(c), c
        y.append(head @ flow + bias)
    model = {"version": "0.5.4", "architecture": "LSTM",
             "config": {"input_size": 1, "hidden_size": UNITS, "num_layers": LAYERS},
             "weights": weights, "sample_rate": 48000}
    (FOLDER / "lstm.nam").write_text(json.dumps(model))
    data = {"x": x.reshape(1, STEPS, 1), "y": np.array(y, np.float32).reshape(1, STEPS, 1)}
    (FOLDER / "lstm.io.safetensors").write_bytes(safetensors.numpy.save(data))


if __name__ == "__main__":
    main()
