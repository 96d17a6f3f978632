"""Kernels in PyTorch: kind -> maker(facts, way), as peer.py calls them; within this file, maker(facts, compiled)."""
import math
import re

import torch

import devices
from torch.nn import functional as F


def prepared(function, compiled):
    """Compiled without guards on sizes, which never change here."""
    return torch.compile(function, dynamic=False) if compiled else function


def inference(function, compiled):
    call = prepared(function, compiled)

    def run():
        with torch.inference_mode():
            call()

    return run, [], None


def gemm(facts, compiled):
    m, k, n = facts["m"], facts["k"], facts["n"]
    a = torch.randn(k, m).t() if facts["left"] else torch.randn(m, k)
    b = torch.randn(n, k).t() if facts["right"] else torch.randn(k, n)
    out = torch.empty(m, n)
    function = (lambda: torch.mm(a, b)) if compiled else (lambda: torch.mm(a, b, out=out))
    return inference(function, compiled)[0], [], blas() if a.device.type == "cpu" else None


def blas():
    """The library that this build of PyTorch multiplies float32 matrices with."""
    return re.search(r"BLAS_INFO=(\w+)", torch.__config__.show()).group(1).upper()


def conv(facts, compiled):
    n, large, small, side = facts["n"], facts["large"], facts["small"], facts["side"]
    kernel, stride, padding = facts["kernel"], facts["stride"], facts["padding"]
    settings = [stride, stride], [padding, padding], [1, 1]
    low = (side + 2 * padding - kernel) // stride + 1
    extra = side - ((low - 1) * stride - 2 * padding + kernel)
    # Both layouts are tried: the one that oneDNN likes better differs by layer.
    candidates = []
    for layout in (torch.contiguous_format, torch.channels_last):
        x = torch.randn(n, large, side, side).to(memory_format=layout)
        y = torch.randn(n, small, low, low).to(memory_format=layout)
        w = torch.randn(small, large, kernel, kernel).to(memory_format=layout)
        transposed = facts["transposed"]
        if facts["pass"] == "weight":
            mask = [False, True, False]
            if transposed:
                def call(x=x, y=y, w=w):
                    return torch.ops.aten.convolution_backward(x, y, w, None, *settings, True, [extra] * 2, 1, mask)
            else:
                def call(x=x, y=y, w=w):
                    return torch.ops.aten.convolution_backward(y, x, w, None, *settings, False, [0, 0], 1, mask)
        elif facts["pass"] == "forward":
            if transposed:
                def call(y=y, w=w):
                    return F.conv_transpose2d(y, w, None, stride, padding, extra)
            else:
                def call(x=x, w=w):
                    return F.conv2d(x, w, None, stride, padding)
        else:
            mask = [True, False, False]
            if transposed:
                def call(x=x, y=y, w=w):
                    return torch.ops.aten.convolution_backward(x, y, w, None, *settings, True, [extra] * 2, 1, mask)
            else:
                def call(x=x, y=y, w=w):
                    return torch.ops.aten.convolution_backward(y, x, w, None, *settings, False, [0, 0], 1, mask)
        candidates.append(inference(call, compiled)[0])
    # Asked for the convolution that a transposed one is the adjoint of: Python knows no name for the other answer.
    ran = str(torch._C._select_conv_backend(x, w, None, *settings, False, [0, 0], 1, [1])).split(".")[-1]
    return fastest(candidates), [], "oneDNN" if ran == "Mkldnn" else ran


def fastest(candidates):
    """Of several ways to do the same, the one that is fastest at a first look."""
    import time

    def took(call):
        call(), call()
        devices.finish()
        best = math.inf
        for _ in range(5):
            start = time.perf_counter()
            call()
            devices.finish()
            best = min(best, time.perf_counter() - start)
        return best

    return min(candidates, key=took)


def vq_nearest(facts, compiled):
    vectors, codes = torch.randn(facts["n"], facts["depth"]), torch.randn(facts["codes"], facts["depth"])

    def by_product():
        scores = torch.addmm(codes.square().sum(1), vectors, codes.t(), alpha=-2)
        nearest, index = scores.min(1)
        return index, nearest + vectors.square().sum(1)

    return inference(by_product, compiled)


def vq_cdist(facts, compiled):
    vectors, codes = torch.randn(facts["n"], facts["depth"]), torch.randn(facts["codes"], facts["depth"])
    return inference(lambda: torch.cdist(vectors, codes).argmin(1), compiled)


def lstm(facts, compiled):
    n, steps, hidden = facts["n"], facts["steps"], facts["hidden"]
    layer = torch.nn.LSTM(facts["inputs"], hidden, batch_first=True)
    x, upstream = torch.randn(n, steps, facts["inputs"]), torch.randn(n, steps, hidden)
    states = torch.zeros(1, n, hidden), torch.zeros(1, n, hidden)
    if not facts["backward"]:
        return inference(lambda: layer(x, states)[0], compiled)
    x.requires_grad_()
    wanted = [x, *layer.parameters()]
    forward = prepared(lambda: layer(x, states)[0], compiled)
    return lambda: torch.autograd.grad(forward(), wanted, upstream), [], None


def batch_norm(facts, compiled):
    channels = facts["channels"]
    candidates = []
    for layout in (torch.contiguous_format, torch.channels_last):
        x = torch.randn(facts["n"], channels, facts["side"], facts["side"]).to(memory_format=layout)
        upstream = torch.randn_like(x)
        weight, bias = torch.randn(channels), torch.randn(channels)

        def forward(x=x, weight=weight, bias=bias):
            return F.batch_norm(x, None, None, weight, bias, True)

        if not facts["backward"]:
            candidates.append(inference(forward, compiled)[0])
            continue
        y, mean, inverse = torch.native_batch_norm(x, weight, bias, None, None, True, 0.1, 1e-5)

        def backward(x=x, upstream=upstream, weight=weight, mean=mean, inverse=inverse):
            return torch.ops.aten.native_batch_norm_backward(
                upstream, x, weight, None, None, mean, inverse, True, 1e-5, [True] * 3)

        candidates.append(inference(backward, compiled)[0])
    return fastest(candidates), [], None


def elements(function, inputs):
    def make(facts, compiled):
        given = [torch.randn(facts["n"], facts["columns"]) for _ in range(inputs)]
        return inference(lambda: function(*given), compiled)

    return make


def normal(facts, compiled):
    out = torch.empty(facts["n"], facts["columns"])
    return inference(lambda: out.normal_(), compiled)


def loss_and_gradient(loss, wanted, uniform=False):
    def make(facts, compiled):
        shape = facts["n"], facts["columns"]
        given = [torch.randn(shape), torch.rand(shape) if uniform else torch.randn(shape)]
        for tensor in given[:wanted]:
            tensor.requires_grad_()
        forward = prepared(lambda: loss(*given), compiled)
        return lambda: torch.autograd.grad(forward(), given[:wanted]), [], None

    return make


def adam(facts, compiled):
    """The fused optimizer is one kernel: there is nothing to compile, and both are the same."""
    parameters = [torch.nn.Parameter(torch.randn(facts["n"], facts["columns"])) for _ in range(facts["tensors"])]
    for parameter in parameters:
        parameter.grad = torch.randn_like(parameter)
    return torch.optim.Adam(parameters, lr=1e-3, fused=True, capturable=parameters[0].is_cuda).step, [], None


def placed(maker):
    """With tensors on the device; in bf16 they are given as such, so that nothing is to be rounded."""

    def make(facts, way):
        if way == "graphs":
            devices.require_graphs()
        device = devices.chosen(facts)
        torch.set_default_dtype(torch.bfloat16 if facts["precision"] == "bf16" else torch.float32)
        try:
            with device:
                call, values, ran = maker(facts, way == "compile")
        finally:
            torch.set_default_dtype(torch.float32)
        if device.type == "cpu":
            return call, values, ran
        replay = devices.captured(call)[0].replay if way == "graphs" else None

        def begun():
            return call() if replay is None else replay()

        begun.finish = devices.finish
        return begun, values, ran

    return make


KINDS = {kind: placed(maker) for kind, maker in {
    "gemm": gemm,
    "conv": conv,
    "vq-nearest": vq_nearest,
    "lstm": lstm,
    "batch-norm": batch_norm,
    "exp": elements(torch.exp, 1),
    "sigmoid": elements(torch.sigmoid, 1),
    "tanh": elements(torch.tanh, 1),
    "silu": elements(F.silu, 1),
    "gelu": elements(lambda x: F.gelu(x, approximate="tanh"), 1),
    "chain": elements(lambda x, y, z: torch.sigmoid(x) * y + z, 3),
    "normal": normal,
    "gaussian-sample": elements(lambda m, v: m + torch.exp(0.5 * v) * torch.randn_like(m), 2),
    "gaussian-kl forward+gradient": loss_and_gradient(
        lambda m, v: -0.5 * (1 + v - m.square() - v.exp()).sum(), 2),
    "bernoulli forward+gradient": loss_and_gradient(
        lambda x, t: F.binary_cross_entropy_with_logits(x, t, reduction="sum"), 1, uniform=True),
    "squared-error forward+gradient": loss_and_gradient(lambda x, t: (x - t).square().sum(), 1),
    "adam": adam,
}.items()}

# The search as PyTorch's users write it.
CDIST = {"vq-nearest": placed(vq_cdist)}
