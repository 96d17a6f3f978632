"""Ten training steps of a model in PyTorch, written as golden_models.py describes."""
import copy
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


class Replay(Draws):
    """The draws that were kept, once more."""

    def keep(self, name, tensor):
        return self.tensors[f"draw.{self.step}.{name}.{self.time}"]


class Magnitudes:
    """The largest sum of absolute terms in the gradient of each parameter of a convolution or a batch norm.

    The terms of what comes before a batch norm cancel out, those of a bias to nothing at all; their rounding does not.
    Each batch norm magnifies the rounding of what comes before it, too: magnitudes are at least so large that
    PyTorch's own float32 passes as a reduction. losses(module, draws) are those of a copy in float32.
    """

    REDUCTION = 4e-7

    def __init__(self, module, losses):
        self.twin, self.losses = copy.deepcopy(module).float(), losses
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

    def of(self, draws, term, gradients):
        """Those of the gradients of a term's mean, by the parameters' names."""
        parameters = dict(self.twin.named_parameters())
        loss = self.losses(self.twin, draws)[term].mean()
        found = dict(zip(parameters, torch.autograd.grad(loss, list(parameters.values()))))
        return {name: max(self.largest[name], (found[name] - gradient).abs().max() / self.REDUCTION)
                for name, gradient in gradients.items()}

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
                if time == 0 and magnitudes is not None:
                    sizes = magnitudes.of(Replay(tensors, step.name, 0), term, dict(zip(parameters, found)))
                    tensors.update({f"magnitude.{step.name}.{key}": size for key, size in sizes.items()})
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
