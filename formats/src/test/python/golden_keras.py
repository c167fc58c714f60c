"""Keras models in files, and what they compute.

Usage (needs `pip install keras torch safetensors h5py numpy`):

    python golden_keras.py            write every case to ../resources/golden/keras

NAME.keras and NAME.h5 are the same model as Keras 3 writes it; NAME.io.safetensors
has its inputs `x` [B, T, I] or `x` [B, T] of indices and its outputs `y`, in float32.
apart.json and apart.weights.h5 are the case `stack` once more, in two files; fast.h5 is
written here as Keras 2 did. There is no --check: Keras numbers its objects by their addresses.
"""

import os

os.environ["KERAS_BACKEND"] = "torch"

import json
import pathlib

import h5py
import keras
import numpy as np
import safetensors.numpy
from keras import layers as k

STEPS, BATCH = 9, 3
FOLDER = pathlib.Path(__file__).parent / "../resources/golden/keras"


def sequential(inputs, *layers):
    return keras.Sequential([k.Input((STEPS, inputs)), *layers])


def functional():
    x = tokens = k.Input((STEPS,), dtype="int32")
    for layer in (k.Embedding(11, 4, mask_zero=False), k.LSTM(5), k.Dense(11), k.Softmax()):
        x = layer(x)
    return keras.Model(tokens, x)


def residual():
    x = inputs = k.Input((STEPS, 3))
    x = k.Dense(4)(x)
    x = k.Add()([x, k.LSTM(4, return_sequences=True)(x)])
    x = k.Add()([k.Dense(4)(k.LSTM(3, return_sequences=True)(x)), x])
    return keras.Model(inputs, k.Dense(2)(k.LSTM(3)(x)))


def pair():
    x = inputs = k.Input((STEPS, 2))
    x = k.Concatenate()([k.LSTM(3)(x), k.LSTM(3, go_backwards=True)(x)])
    return keras.Model(inputs, k.Dense(2)(x))


CASES = {
    "sequence": lambda: sequential(2, k.LSTM(4, return_sequences=True), k.Dense(3)),
    "last": lambda: sequential(2, k.LSTM(4), k.Dense(3, activation="tanh")),
    "stack": lambda: sequential(
        3, k.LSTM(5, return_sequences=True), k.Dropout(0.2), k.LSTM(4), k.Dropout(0.2),
        k.Dense(4, activation="tanh"), k.Dense(3, activation="relu"), k.Dense(2),
        k.Activation("softmax")),
    "hard_sigmoid": lambda: sequential(
        2, k.LSTM(4, activation="softsign", recurrent_activation="hard_sigmoid")),
    "no_bias": lambda: sequential(
        2, k.LSTM(4, use_bias=False, recurrent_dropout=0.3, dropout=0.1), k.Dense(2, use_bias=False)),
    "both_ways": lambda: sequential(
        2, k.Bidirectional(k.LSTM(4, return_sequences=True)),
        k.Bidirectional(k.LSTM(3, return_sequences=True), merge_mode="sum"),
        k.TimeDistributed(k.Dense(2, activation="sigmoid"))),
    "both_ends": lambda: sequential(2, k.Bidirectional(k.LSTM(4)), k.Dense(2)),
    "backwards": lambda: sequential(
        2, k.LSTM(4, go_backwards=True, return_sequences=True), k.LSTM(3, go_backwards=True)),
    "around": lambda: sequential(
        3, k.Conv1D(4, 3, padding="causal", activation="relu"), k.BatchNormalization(),
        k.Conv1D(4, 4, padding="same", dilation_rate=2), k.LayerNormalization(scale=False),
        k.LeakyReLU(), k.SpatialDropout1D(0.1), k.LSTM(4), k.BatchNormalization(center=False),
        k.RepeatVector(STEPS), k.LSTM(3, return_sequences=True), k.LayerNormalization(), k.ELU(0.5),
        k.Dense(2, activation="gelu"), k.Dense(2, activation="silu")),
    "words": functional,
    "residual": residual,
    "pair": pair,
}


def fast_lstm():
    """A file of Keras 2 with an LSTM of NVIDIA's library; its weights by the rule of Keras 2.

    What Keras 2's saving code does when such weights are loaded into a plain LSTM: each gate's
    kernel is transposed and read in Fortran's order, each recurrent one transposed, and the halves
    of the bias are added.
    """
    rng = np.random.default_rng(9)
    x = rng.standard_normal((BATCH, STEPS, 2)).astype(np.float32)
    draw = lambda *shape: (0.6 * rng.standard_normal(shape)).astype(np.float32)
    fast = [draw(2, 12), draw(3, 12), draw(24)]
    model = keras.Sequential([k.Input((STEPS, 2)), k.LSTM(3, return_sequences=True)])
    kernel = np.hstack([g.T.reshape(g.shape, order="F") for g in np.hsplit(fast[0], 4)])
    recurrent = np.hstack([g.T for g in np.hsplit(fast[1], 4)])
    model.set_weights([kernel, recurrent, np.sum(np.split(fast[2], 2), axis=0)])
    layer = {"name": "fast", "trainable": True, "dtype": "float32", "units": 3,
             "batch_input_shape": [None, STEPS, 2], "return_sequences": True,
             "return_state": False, "go_backwards": False, "stateful": False,
             "unit_forget_bias": True}
    config = {"class_name": "Sequential", "config": {
        "name": "sequential", "layers": [{"class_name": "CuDNNLSTM", "config": layer}]}}
    with h5py.File(FOLDER / "fast.h5", "w") as file:
        file.attrs["keras_version"] = "2.2.4"
        file.attrs["model_config"] = json.dumps(config)
        group = file.create_group("model_weights/fast")
        names = [f"fast/{n}:0" for n in ("kernel", "recurrent_kernel", "bias")]
        group.attrs["weight_names"] = [n.encode() for n in names]
        for name, array in zip(names, fast):
            group.create_dataset(name, data=array)
    y = np.asarray(model(x, training=False).detach())
    data = {"x": x, "y": np.ascontiguousarray(y)}
    (FOLDER / "fast.io.safetensors").write_bytes(safetensors.numpy.save(data))


def main():
    FOLDER.mkdir(parents=True, exist_ok=True)
    for seed, (name, make) in enumerate(CASES.items()):
        keras.utils.set_random_seed(seed + 1)
        keras.backend.clear_session()
        model = make()
        rng = np.random.default_rng(seed + 1)
        weights = []
        for w in model.get_weights():
            drawn = w + 0.3 * rng.standard_normal(w.shape)
            weights.append(np.abs(drawn) if w.ndim == 1 else drawn)
        model.set_weights(weights)
        if name == "words":
            x = rng.integers(0, 11, (BATCH, STEPS)).astype(np.int32)
        else:
            x = rng.standard_normal((BATCH, *model.input_shape[1:])).astype(np.float32)
        y = np.asarray(model(x, training=False).detach())
        model.save(FOLDER / f"{name}.keras")
        model.save(FOLDER / f"{name}.h5")
        if name == "stack":
            (FOLDER / "apart.json").write_text(model.to_json())
            model.save_weights(FOLDER / "apart.weights.h5")
        data = {"x": x.astype(np.float32), "y": np.ascontiguousarray(y)}
        (FOLDER / f"{name}.io.safetensors").write_bytes(safetensors.numpy.save(data))
    fast_lstm()
    print(len(CASES) + 1, "cases written")


if __name__ == "__main__":
    main()
