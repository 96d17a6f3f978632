"""Ten training steps of a model in PyTorch, written as golden_models.py describes."""
import functools
import json

import torch
from torch import nn

from goldens import write

TIMES = 10


class Draws:
    """The named draws of one step at one time, kept for the file."""

    def __init__(self, tensors, step, time):
        self.tensors, self.step, self.time = tensors, step, time

    def keep(self, name, tensor):
        self.tensors[f"draw.{self.step}.{name}.{self.time}"] = tensor
        return tensor

    def normal(self, name, *shape):
        return self.keep(name, torch.randn(*shape))

    def uniform(self, name, *shape):
        return self.keep(name, torch.rand(*shape))

    def bernoulli(self, name, probabilities):
        return self.keep(name, torch.bernoulli(probabilities))


class Step:
    """objective(draws) gives {None: total [N], term: [N], ...}; goals are (term or None, {name: parameter})."""

    def __init__(self, name, objective, goals, optimizer):
        self.name, self.objective, self.goals = name, objective, goals
        self.optimizer = optimizer([p for _, parameters in goals for p in parameters.values()])


class Magnitudes:
    """The largest sum of absolute terms in the gradient of each parameter of a convolution or a batch norm.

    The terms of what comes before a batch norm cancel out, those of a bias to nothing at all; their rounding does not.
    """

    def __init__(self, module):
        self.largest = {}
        for name, layer in module.named_modules():
            if isinstance(layer, (nn.Conv2d, nn.BatchNorm2d)):
                layer.register_forward_hook(functools.partial(self.watch, name))

    def watch(self, name, layer, given, output):
        output.register_hook(lambda gradient: self.note(name, layer, given[0].detach(), gradient.abs()))

    def note(self, name, layer, x, upstream):
        if isinstance(layer, nn.Conv2d):
            weight = nn.grad.conv2d_weight(x.abs(), layer.weight.shape, upstream, layer.stride, layer.padding)
        else:
            weight = (nn.functional.batch_norm(x, None, None, training=True).abs() * upstream).sum((0, 2, 3))
        self.largest[f"{name}.weight"] = weight.max()
        self.largest[f"{name}.bias"] = upstream.sum((0, 2, 3)).max()


def record(name, model, config, options, module, steps, x, labels=None, reconstruct=None, magnitudes=None):
    """Trains and writes model_<name>.safetensors."""
    tensors = {key: value.clone() for key, value in module.state_dict().items()}
    tensors["x"] = x
    if labels is not None:
        tensors["labels"] = labels
    values = {}
    for time in range(TIMES):
        for step in steps:
            losses = step.objective(Draws(tensors, step.name, time))
            for term, loss in losses.items():
                key = f"value.{step.name}" if term is None else f"value.{step.name}.{term}"
                values.setdefault(key, []).append(loss.mean())
            step.optimizer.zero_grad()
            for term, parameters in step.goals:
                found = torch.autograd.grad(losses[term].mean(), list(parameters.values()), retain_graph=True)
                for (key, parameter), gradient in zip(parameters.items(), found):
                    parameter.grad = gradient
                    if time == 0:
                        tensors[f"gradient.{step.name}.{key}"] = gradient.clone()
                        if magnitudes is not None:
                            tensors[f"magnitude.{step.name}.{key}"] = magnitudes.largest[key]
            step.optimizer.step()
    tensors.update({key: torch.stack(rows) for key, rows in values.items()})
    tensors.update({f"final.{key}": value for key, value in module.state_dict().items()})
    if reconstruct is not None:
        tensors["reconstruction"] = reconstruct()
    write(f"model_{name}", tensors, {
        "model": model, "config": json.dumps(config), "options": json.dumps(options),
        "steps": json.dumps([step.name for step in steps])}, integers=True)


def adam(rate=1e-3, **settings):
    return lambda parameters: torch.optim.Adam(parameters, lr=rate, **settings)
