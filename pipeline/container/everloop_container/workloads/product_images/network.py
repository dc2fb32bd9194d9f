"""A perceptron with one hidden layer, trained by Adam (Kingma & Ba 2015) on weighted cross entropy; numpy only."""

from collections.abc import Iterator
from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Labels = NDArray[np.intp]

# halves of a step that are worked on at the same time
_SHARDS = 2
_BETA1, _BETA2, _EPSILON = np.float32(0.9), np.float32(0.999), np.float32(1e-8)


@dataclass(frozen=True)
class Layers:
    """inputs @ `into` + `hidden_bias` -> relu -> @ `out` + `out_bias` = logits."""

    into: Floats
    """[input, hidden]"""
    hidden_bias: Floats
    out: Floats
    """[hidden, class]"""
    out_bias: Floats

    def logits(self, inputs: Floats) -> Floats:
        """[example, class] from inputs [example, input]."""
        logits = _hidden(self, inputs) @ self.out
        logits += self.out_bias
        return logits


@dataclass(frozen=True)
class Schedule:
    """How long and how fast to learn: `rate` falls to zero along a half cosine."""

    epochs: int
    batch: int
    rate: float
    decay: float
    """L2 penalty of the weights."""


@dataclass
class _Adam:
    """Moments of one parameter, which it changes in place."""

    values: Floats
    mean: Floats = field(init=False)
    square: Floats = field(init=False)

    def __post_init__(self) -> None:
        self.mean, self.square = np.zeros_like(self.values), np.zeros_like(self.values)

    def step(self, gradient: Floats, rate: float) -> None:
        """`rate` includes the bias correction of both moments."""
        self.mean *= _BETA1
        self.mean += (1 - _BETA1) * gradient
        self.square *= _BETA2
        np.multiply(gradient, gradient, out=gradient)
        gradient *= 1 - _BETA2
        self.square += gradient
        np.sqrt(self.square, out=gradient)
        gradient += _EPSILON
        np.divide(self.mean, gradient, out=gradient)
        gradient *= np.float32(rate)
        self.values -= gradient


def _hidden(layers: Layers, inputs: Floats) -> Floats:
    """[example, hidden]"""
    hidden: Floats = inputs @ layers.into
    hidden += layers.hidden_bias
    np.maximum(hidden, 0, out=hidden)
    return hidden


def softmax(logits: Floats) -> Floats:
    """[example, class], rows add up to 1."""
    shares: Floats = np.exp(logits - logits.max(axis=1, keepdims=True))
    shares /= shares.sum(axis=1, keepdims=True)
    return shares


@dataclass(frozen=True)
class Examples:
    """What the network learns from; weights average 1."""

    inputs: Floats
    """[example, input]"""
    labels: Labels
    weights: Floats


@dataclass(frozen=True)
class Epoch:
    number: int
    loss: float
    """Mean weighted cross entropy of the epoch's steps, natural log."""
    layers: Layers


def initial_layers(sizes: tuple[int, int, int], random: np.random.Generator) -> Layers:
    """He's normal initialisation (2015) for inputs, hidden units, classes."""
    inputs, hidden, classes = sizes
    into = random.standard_normal((inputs, hidden), dtype=np.float32) * np.float32(np.sqrt(2 / inputs))
    out = random.standard_normal((hidden, classes), dtype=np.float32) * np.float32(np.sqrt(1 / hidden))
    return Layers(into, np.zeros(hidden, np.float32), out, np.zeros(classes, np.float32))


def train(examples: Examples, layers: Layers, schedule: Schedule, random: np.random.Generator) -> Iterator[Epoch]:
    """Yields after each epoch. The layers change in place. The same on any number of cores: each step is always cut in
    two, and the halves are added in order."""
    parameters = [_Adam(p) for p in (layers.into, layers.hidden_bias, layers.out, layers.out_bias)]
    batches = max(1, round(len(examples.labels) / schedule.batch))
    total = batches * schedule.epochs
    step = 0
    with ThreadPoolExecutor(_SHARDS) as pool:
        for number in range(schedule.epochs):
            order = random.permutation(len(examples.labels))
            losses = 0.0
            for chosen in np.array_split(order, batches):
                step += 1
                gradient = _step_gradient(pool, layers, examples, chosen)
                losses += gradient.loss
                gradient.into += np.float32(schedule.decay / len(chosen)) * layers.into
                gradient.out += np.float32(schedule.decay / len(chosen)) * layers.out
                rate = schedule.rate * 0.5 * (1 + np.cos(np.pi * step / total))
                rate *= np.sqrt(1 - _BETA2**step) / (1 - _BETA1**step)
                changes = (gradient.into, gradient.hidden_bias, gradient.out, gradient.out_bias)
                for parameter, change in zip(parameters, changes, strict=True):
                    parameter.step(change, float(rate))
            yield Epoch(number + 1, losses / len(order), layers)


@dataclass
class _Gradient:
    into: Floats
    hidden_bias: Floats
    out: Floats
    out_bias: Floats
    loss: float
    """Sum of the examples' weighted cross entropies."""


def _step_gradient(pool: Executor, layers: Layers, examples: Examples, chosen: Labels) -> _Gradient:
    shards = np.array_split(chosen, _SHARDS)
    first, *others = pool.map(lambda shard: _gradient(layers, examples, shard, len(chosen)), shards)
    for other in others:
        first.into += other.into
        first.hidden_bias += other.hidden_bias
        first.out += other.out
        first.out_bias += other.out_bias
        first.loss += other.loss
    return first


def _gradient(layers: Layers, examples: Examples, chosen: Labels, step_size: int) -> _Gradient:
    """Of the step's mean loss, as far as the chosen examples make it."""
    inputs, labels, weights = examples.inputs[chosen], examples.labels[chosen], examples.weights[chosen]
    hidden = _hidden(layers, inputs)
    logits: Floats = hidden @ layers.out
    logits += layers.out_bias
    shares = softmax(logits)
    rows = np.arange(len(labels))
    loss = float(-(weights * np.log(shares[rows, labels] + np.float32(1e-12))).sum())
    shares[rows, labels] -= 1
    shares *= (weights / np.float32(step_size))[:, None]
    back = shares @ layers.out.T
    back *= hidden > 0
    return _Gradient(inputs.T @ back, back.sum(axis=0), hidden.T @ shares, shares.sum(axis=0), loss)
