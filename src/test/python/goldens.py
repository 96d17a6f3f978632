"""PyTorch's values and gradients for every operation, one small safetensors file each.

  goldens.py             (rewrites src/test/resources/golden)

A case holds inputs <case>.in0.., outputs <case>.out0.., upstream gradients <case>.up0.. (one per output) and the
gradients of sum(out * up) as <case>.grad0.. (one per input). Everything lies in Culebra's engine layout: NHWC, NLC,
convolution weights [kh, kw, in/groups, out], transposed ones [kh, kw, out/groups, in], LSTM weights [inputs, 4H].
Inputs are float32, whole numbers too; PyTorch evaluates in float64 and the results are rounded once, so that they carry no error of its
own. The file's metadata names the cases in order ("cases"), and per case its attributes as "name=value ..." text.
"""
import json
import math
import pathlib

import torch
from safetensors.torch import save
from torch.nn import functional

FOLDER = pathlib.Path(__file__).parents[1] / "resources" / "golden"
random = torch.Generator()


def normal(*shape):
    return torch.randn(shape, generator=random)


def uniform(low, high, *shape):
    return torch.rand(shape, generator=random) * (high - low) + low


def whole(end, *shape):
    """Whole numbers below end."""
    return torch.randint(end, shape, generator=random)


def signed(low, high, *shape):
    """Magnitudes in [low, high] of either sign: divisors and arguments that stay away from zero."""
    return uniform(low, high, *shape) * torch.where(torch.rand(shape, generator=random) < 0.5, -1.0, 1.0)


def write(name, tensors, metadata, integers=False):
    """Writes a file whose bytes repeat: the library leaves the order of its metadata to chance. Integers become floats
    unless they are to stay."""
    tensors = {
        key: (tensor.detach() if integers and not tensor.is_floating_point() else tensor.detach().float())
        .contiguous().clone() for key, tensor in tensors.items()}
    data = save(tensors, {"torch": torch.__version__, **metadata})
    length = int.from_bytes(data[:8], "little")
    header = json.loads(data[8:8 + length])
    header["__metadata__"] = dict(sorted(header["__metadata__"].items()))
    text = json.dumps(header, separators=(",", ":"), ensure_ascii=False).encode()
    text += b" " * (-len(text) % 8)
    (FOLDER / f"{name}.safetensors").write_bytes(len(text).to_bytes(8, "little") + text + data[8 + length:])


class Operation:
    """Collects the cases of one operation; leaving the block writes its file."""

    def __init__(self, name):
        self.name, self.tensors, self.attributes = name, {}, {}

    def __enter__(self):
        random.manual_seed(sum(ord(letter) * 31 ** i for i, letter in enumerate(self.name)) % 2**31)
        return self

    def __exit__(self, failure, *_):
        if not failure:
            write(self.name, self.tensors, {"cases": " ".join(self.attributes), "evaluated": "float64", **self.attributes})

    def case(self, name, function, *inputs, **attributes):
        """Evaluates outputs and, with random upstream gradients, the gradient of every input but whole numbers."""
        leaves = [value.double().requires_grad_() if value.is_floating_point() else value for value in inputs]
        outputs = function(*leaves)
        outputs = outputs if isinstance(outputs, tuple) else (outputs,)
        upstream = [normal(*output.shape) for output in outputs]
        total = sum((output * up.double()).sum() for output, up in zip(outputs, upstream))
        moving = [i for i, leaf in enumerate(leaves) if leaf.is_floating_point()]
        gradients = torch.autograd.grad(total, [leaves[i] for i in moving])
        self.keep(name, inputs, outputs, **attributes)
        self.tensors.update({f"{name}.up{i}": value for i, value in enumerate(upstream)})
        self.tensors.update({f"{name}.grad{i}": value for i, value in zip(moving, gradients)})

    def keep(self, name, inputs, outputs, **attributes):
        """A case without gradients: the update rules."""
        for kind, values in (("in", inputs), ("out", outputs)):
            self.tensors.update({f"{name}.{kind}{i}": value for i, value in enumerate(values)})
        self.attributes[name] = " ".join(f"{key}={text(value)}" for key, value in attributes.items())


def text(value):
    if isinstance(value, bool):
        return str(value).lower()
    return ",".join(map(str, value)) if isinstance(value, (tuple, list)) else str(value)


def arithmetic():
    functions = {"add": torch.add, "subtract": torch.sub, "multiply": torch.mul, "divide": torch.div}
    shapes = {"same": ((5, 7), (5, 7)), "row_broadcast": ((5, 7), (7,)), "both_broadcast": ((5, 1, 7), (3, 1)),
              "scalar": ((5, 7), ())}
    for name, function in functions.items():
        with Operation(name) as operation:
            for case, (left, right) in shapes.items():
                divisor = signed(0.5, 2, *right) if name == "divide" else normal(*right)
                operation.case(case, function, normal(*left), divisor)


def elementwise():
    tanh_gelu = lambda x: functional.gelu(x, approximate="tanh")
    functions = {"negate": torch.neg, "exp": torch.exp, "square": torch.square, "tanh": torch.tanh,
                 "sigmoid": torch.sigmoid, "relu": torch.relu, "elu": functional.elu, "softplus": functional.softplus,
                 "silu": functional.silu, "gelu": functional.gelu, "gelu_tanh": tanh_gelu}
    for name, function in functions.items():
        with Operation(name) as operation:
            operation.case("plain", function, normal(5, 7))
            operation.case("wide", function, torch.arange(-18, 19) / 3)
    with Operation("leaky_relu") as operation:
        leaky = lambda x: functional.leaky_relu(x, 0.2)
        operation.case("plain", leaky, normal(5, 7), slope=0.2)
        operation.case("wide", leaky, torch.arange(-18, 19) / 3, slope=0.2)
    for name, function in {"log": torch.log, "sqrt": torch.sqrt}.items():
        with Operation(name) as operation:
            operation.case("plain", function, uniform(0.1, 4, 5, 7))
            operation.case("wide", function, torch.logspace(-4, 4, 37))
    with Operation("reciprocal") as operation:
        operation.case("plain", torch.reciprocal, signed(0.5, 4, 5, 7))
        operation.case("wide", torch.reciprocal, torch.logspace(-3, 3, 37))


def reductions():
    cases = {"all": ((5, 7), (0, 1)), "axis0": ((5, 7), (0,)), "axis_last": ((5, 7), (1,)), "axes_0_2": ((4, 3, 5), (0, 2))}
    for name, function in {"sum": torch.sum, "mean": torch.mean}.items():
        with Operation(name) as operation:
            for case, (shape, axes) in cases.items():
                operation.case(case, lambda x: function(x, axes), normal(*shape), axes=axes)
    with Operation("max") as operation:
        operation.case("axis_last", lambda x: torch.amax(x, 1), normal(5, 7), axes=(1,))
    functions = {"softmax": torch.softmax, "log_softmax": torch.log_softmax, "log_sum_exp": torch.logsumexp}
    functions["log_mean_exp"] = lambda x, axis: torch.logsumexp(x, axis) - math.log(x.shape[axis])
    for name, function in functions.items():
        with Operation(name) as operation:
            operation.case("plain", lambda x: function(x, -1), normal(5, 7), axis=-1)
            operation.case("large", lambda x: function(x, -1), normal(3, 4, 6) * 4 + 90, axis=-1)


def movement():
    with Operation("reshape") as operation:
        operation.case("split", lambda x: x.reshape(5, 2, 3), normal(5, 6), shape=(5, 2, 3))
        operation.case("flatten", lambda x: x.reshape(24), normal(2, 3, 4), shape=(24,))
    with Operation("transpose") as operation:
        for order in ((0, 2, 1), (2, 0, 1)):
            case = "permute_" + "_".join(map(str, order))
            operation.case(case, lambda x: x.permute(order), normal(3, 4, 5), permutation=order)
    with Operation("broadcast") as operation:
        for case, shape, stretched in (("column", (5, 1), (5, 33)), ("middle", (3, 1, 5), (3, 4, 5)), ("leading", (3, 1), (2, 3, 1))):
            operation.case(case, lambda x: x.broadcast_to(stretched), normal(*shape), shape=stretched)
    with Operation("slice") as operation:
        operation.case("range", lambda x: x[1:4, 2:7], normal(5, 8), start=(1, 2), stop=(4, 7), step=(1, 1))
        operation.case("step", lambda x: x[1:7:2, 0:8:3], normal(7, 8), start=(1, 0), stop=(7, 8), step=(2, 3))
    with Operation("concat") as operation:
        parts = normal(3, 2, 4), normal(3, 1, 4), normal(3, 5, 4)
        operation.case("axis1", lambda *all_parts: torch.cat(all_parts, 1), *parts, axis=1)


def products():
    with Operation("matmul") as operation:
        for case in ("nn", "nt", "tn", "tt"):
            flip_a, flip_b = case[0] == "t", case[1] == "t"
            product = lambda a, b: (a.T if flip_a else a) @ (b.T if flip_b else b)
            a, b = normal(*((6, 5) if flip_a else (5, 6))), normal(*((7, 6) if flip_b else (6, 7)))
            operation.case(case, product, a, b, transpose_a=flip_a, transpose_b=flip_b)
        batch = normal(3, 5, 6), normal(3, 6, 4)
        operation.case("batched", torch.matmul, *batch, transpose_a=False, transpose_b=False)


def pair(value):
    """The attribute of both axes; a pair is passed through."""
    return (value, value) if isinstance(value, int) else value


def convolutions():
    # name: image NHWC, kernel [kh, kw, in/groups, out], stride, padding, dilation, groups
    plain = {
        "k3s1p1": ((2, 7, 6, 3), (3, 3, 3, 4), 1, 1, 1, 1),
        "k4s2p1": ((2, 8, 8, 3), (4, 4, 3, 5), 2, 1, 1, 1),
        "k3s2p0": ((2, 9, 8, 3), (3, 3, 3, 4), 2, 0, 1, 1),
        "dilation2": ((2, 9, 8, 3), (3, 3, 3, 4), 1, 2, 2, 1),
        "groups2": ((2, 6, 7, 4), (3, 3, 2, 6), 1, 1, 1, 2),
        "depthwise": ((2, 6, 7, 5), (3, 3, 1, 5), 1, 1, 1, 5),
        "k1": ((2, 5, 6, 4), (1, 1, 4, 7), 1, 0, 1, 1),
        "rect": ((2, 9, 11, 3), (3, 5, 3, 4), (2, 3), (1, 2), 1, 1),
        "one_channel": ((2, 12, 12, 1), (4, 4, 1, 8), 2, 1, 1, 1),
    }
    with Operation("conv2d") as operation:
        for case, (image, kernel, *rest) in plain.items():
            stride, padding, dilation = map(pair, rest[:3])
            groups = rest[3]
            convolve = lambda x, w: functional.conv2d(
                x.permute(0, 3, 1, 2), w.permute(3, 2, 0, 1), None, stride, padding, dilation, groups).permute(0, 2, 3, 1)
            operation.case(case, convolve, normal(*image), normal(*kernel) * 0.3,
                           stride=stride, padding=padding, dilation=dilation, groups=groups)
    # name: image NHWC, kernel [kh, kw, out/groups, in], stride, padding, dilation, groups, output padding
    transposed = {
        "k4s2p1": ((2, 4, 5, 5), (4, 4, 3, 5), 2, 1, 1, 1, 0),
        "k3s2p1": ((2, 4, 5, 4), (3, 3, 3, 4), 2, 1, 1, 1, 1),
        "dilation2": ((2, 5, 6, 4), (3, 3, 3, 4), 1, 2, 2, 1, 0),
        "groups2": ((2, 5, 4, 6), (3, 3, 2, 6), 2, 1, 1, 2, 0),
        "k3s1p1": ((2, 6, 5, 4), (3, 3, 3, 4), 1, 1, 1, 1, 0),
    }
    with Operation("conv_transpose2d") as operation:
        for case, (image, kernel, *rest) in transposed.items():
            stride, padding, dilation = map(pair, rest[:3])
            groups, extra = rest[3], pair(rest[4])
            convolve = lambda x, w: functional.conv_transpose2d(
                x.permute(0, 3, 1, 2), w.permute(3, 2, 0, 1), None, stride, padding, extra, groups, dilation
            ).permute(0, 2, 3, 1)
            operation.case(case, convolve, normal(*image), normal(*kernel) * 0.3, stride=stride, padding=padding,
                           output_padding=extra, dilation=dilation, groups=groups)


def recurrent():
    batch, inputs, hidden = 3, 4, 5
    layer = torch.nn.LSTM(inputs, hidden, batch_first=True).double()

    def sequence(x, wx, wh, bias, h0, c0):
        weights = {"weight_ih_l0": wx.T, "weight_hh_l0": wh.T, "bias_ih_l0": bias, "bias_hh_l0": torch.zeros_like(bias)}
        y, (h, c) = torch.func.functional_call(layer, weights, (x, (h0[None], c0[None])))
        return y, h[0], c[0]

    with Operation("lstm") as operation:
        for length in (1, 5):
            arguments = (normal(batch, length, inputs), normal(inputs, 4 * hidden) * 0.5, normal(hidden, 4 * hidden) * 0.5,
                         normal(4 * hidden) * 0.5, normal(batch, hidden), normal(batch, hidden))
            operation.case(f"len{length}", sequence, *arguments, gates="i,f,g,o")


def gaussian_nll(mean, log_variance, target):
    variance = log_variance.exp()
    return functional.gaussian_nll_loss(mean, target, variance, full=True, eps=1e-12, reduction="none")


def objectives():
    with Operation("gaussian_sample") as operation:
        sample = lambda mean, log_variance, noise: mean + torch.exp(0.5 * log_variance) * noise
        operation.case("plain", sample, normal(6, 5), normal(6, 5), normal(6, 5))
    with Operation("gaussian_kl") as operation:
        divergence = lambda mean, log_variance: torch.distributions.kl_divergence(
            torch.distributions.Normal(mean, torch.exp(0.5 * log_variance)), torch.distributions.Normal(0.0, 1.0)).sum(-1)
        operation.case("plain", divergence, normal(6, 5), normal(6, 5))
    with Operation("bernoulli_logits") as operation:
        entropy = lambda x, target: functional.binary_cross_entropy_with_logits(x, target, reduction="none")
        operation.case("plain", entropy, normal(6, 5) * 2, uniform(0, 1, 6, 5))
        operation.case("wide", entropy, torch.linspace(-40, 40, 37), uniform(0, 1, 37))
    with Operation("bernoulli_logits_sum") as operation:
        total = lambda x, target: functional.binary_cross_entropy_with_logits(x, target, reduction="none").flatten(1).sum(1)
        operation.case("plain", total, normal(6, 5) * 2, uniform(0, 1, 6, 5))
        operation.case("images", total, normal(3, 4, 5, 2) * 2, uniform(0, 1, 3, 4, 5, 2))
    with Operation("gaussian_pair_kl") as operation:
        normal_of = lambda mean, log_variance: torch.distributions.Normal(mean, torch.exp(0.5 * log_variance))
        divergence = lambda *four: torch.distributions.kl_divergence(
            normal_of(*four[:2]), normal_of(*four[2:])).flatten(1).sum(1)
        operation.case("plain", divergence, *(normal(6, 5) for _ in range(4)))
        operation.case("images", divergence, *(normal(3, 4, 5, 2) for _ in range(4)))
    with Operation("cross_entropy") as operation:
        entropy = lambda x, target: functional.cross_entropy(x.movedim(-1, 1), target, reduction="none")
        operation.case("classes7", entropy, normal(5, 7), whole(7, 5))
        operation.case("wide", entropy, normal(3, 4, 6) * 10, whole(6, 3, 4))
    with Operation("gaussian_nll") as operation:
        operation.case("plain", gaussian_nll, normal(6, 5), normal(6, 5), normal(6, 5))
    with Operation("mse") as operation:
        error = lambda x, target: functional.mse_loss(x, target, reduction="none")
        operation.case("plain", error, normal(6, 5), normal(6, 5))


def descend(operation, name, kind, state_names, shapes=((6, 5),), clip=0, starts=None, **settings):
    """Three updates of all weights: outputs are the weights after each, then the optimizer's state, kind by kind."""
    begin = [normal(*shape) for shape in shapes]
    gradients = [[normal(*shape) for shape in shapes] for _ in range(3)]
    weights = [start.double().requires_grad_() for start in begin]
    optimizer = kind(weights, **settings)
    for weight in weights if starts else ():
        optimizer.state[weight] = {"step": torch.tensor(0.0)} | {
            state: torch.full_like(weight, value) for state, value in zip(state_names, starts)}
    outputs = []
    for step in gradients:
        for weight, gradient in zip(weights, step):
            weight.grad = gradient.double()
        if clip:
            torch.nn.utils.clip_grad_norm_(weights, clip)
        optimizer.step()
        outputs += [weight.detach().clone() for weight in weights]
    outputs += [optimizer.state[weight][state] for state in state_names for weight in weights]
    operation.keep(name, [*begin, *(gradient for step in gradients for gradient in step)], outputs, **settings)


def updates():
    moments = ("exp_avg", "exp_avg_sq")
    betas = {"lr": 1e-3, "betas": (0.9, 0.999), "eps": 1e-8}
    with Operation("adam") as operation:
        descend(operation, "adam", torch.optim.Adam, moments, **betas)
        descend(operation, "adam_weight_decay", torch.optim.Adam, moments, **betas, weight_decay=0.1)
        descend(operation, "adamw", torch.optim.AdamW, moments, **betas, weight_decay=0.1)
    with Operation("sgd") as operation:
        descend(operation, "plain", torch.optim.SGD, (), lr=0.1)
        descend(operation, "momentum", torch.optim.SGD, ("momentum_buffer",), lr=0.1, momentum=0.9)
        descend(operation, "nesterov", torch.optim.SGD, ("momentum_buffer",), lr=0.1, momentum=0.9, nesterov=True)
    with Operation("clip_norm") as operation:
        for case, scale in (("above", 1.0), ("below", 0.05)):
            gradients = [normal(*shape) * scale for shape in ((4, 3), (5,), (2, 3, 2))]
            holders = [torch.zeros(g.shape, dtype=torch.float64, requires_grad=True) for g in gradients]
            for holder, gradient in zip(holders, gradients):
                holder.grad = gradient.double()
            total = torch.nn.utils.clip_grad_norm_(holders, 1.0)
            operation.keep(case, gradients, [*(holder.grad for holder in holders), total], max_norm=1.0, eps=1e-6)
    with Operation("ema") as operation:
        start, weights = normal(6, 5), [normal(6, 5) for _ in range(3)]
        follow, average, outputs = torch.optim.swa_utils.get_ema_avg_fn(0.99), start.double(), []
        for weight in weights:
            average = follow(average, weight.double(), 0)
            outputs.append(average)
        operation.keep("plain", [start, *weights], outputs, decay=0.99)


def main():
    torch.set_num_threads(1)
    for family in (arithmetic, elementwise, reductions, movement, products, convolutions, recurrent, objectives, updates):
        family()


if __name__ == "__main__":
    main()
