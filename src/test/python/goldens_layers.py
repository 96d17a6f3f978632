"""PyTorch's normalizations, recurrent layers and attention: operations as goldens.py writes them, and whole layers.

A layer's case holds inputs <case>.in0.., parameters <case>.param.<name> in PyTorch's own order, outputs, upstream
gradients, gradients of inputs <case>.grad0.. and of parameters <case>.pgrad.<name>, and what the layer keeps afterwards
as <case>.after.<name>.
"""
import torch
from torch.nn import functional

from goldens import Operation, normal, uniform, write


def last(x):
    """Channels first to channels last."""
    return x.movedim(1, -1)


def first(x):
    return x.movedim(-1, 1)


class Layers(Operation):
    """Collects cases of layers; leaving the block writes the file."""

    def layer(self, name, module, apply, *inputs, spread=True):
        module = module.double()
        with torch.no_grad():
            for value in module.parameters():
                if spread:
                    value.copy_(normal(*value.shape) * 0.5)
                else:
                    value.copy_(value.float())
            for key, value in module.named_buffers():
                if value.is_floating_point():
                    value.copy_((uniform(0.5, 2, *value.shape) if "var" in key else normal(*value.shape)))
        before = {key: value.clone() for key, value in module.state_dict().items() if value.is_floating_point()}
        leaves = [value.double().requires_grad_() for value in inputs]
        outputs = apply(module, *leaves)
        outputs = outputs if isinstance(outputs, tuple) else (outputs,)
        upstream = [normal(*output.shape) for output in outputs]
        total = sum((output * up.double()).sum() for output, up in zip(outputs, upstream))
        names = [key for key, _ in module.named_parameters()]
        found = torch.autograd.grad(total, [*leaves, *module.parameters()], allow_unused=True)
        self.keep(name, inputs, outputs)
        self.tensors.update({f"{name}.param.{key}": value for key, value in before.items()})
        self.tensors.update({f"{name}.up{i}": value for i, value in enumerate(upstream)})
        gradients = found[:len(leaves)]
        self.tensors.update({f"{name}.grad{i}": v for i, v in enumerate(gradients) if v is not None})
        self.tensors.update({f"{name}.pgrad.{key}": v for key, v in zip(names, found[len(leaves):])})
        buffers = {key for key, _ in module.named_buffers()}
        self.tensors.update({f"{name}.after.{key}": value for key, value in module.state_dict().items()
                             if key in buffers and value.is_floating_point()})


def normalizations():
    with Operation("normalize") as operation:
        batch = lambda x, w, b: last(functional.batch_norm(first(x), None, None, w, b, True, 0, 1e-5))
        operation.case("batch7", batch, normal(3, 5, 4, 7), normal(7), normal(7))
        operation.case("batch_vectors", batch, normal(33, 7), normal(7), normal(7))
        operation.case("layer13", lambda x, w, b: functional.layer_norm(x, (13,), w, b, 1e-5),
                       normal(5, 13), normal(13), normal(13))
        operation.case("layer_image", lambda x, w, b: functional.layer_norm(x, (3, 5, 6), w, b, 1e-5),
                       normal(4, 3, 5, 6), normal(3, 5, 6), normal(3, 5, 6))
        operation.case("instance", lambda x, w, b: last(functional.instance_norm(first(x), None, None, w, b, eps=1e-5)),
                       normal(3, 4, 5, 6), normal(6), normal(6))
        group = lambda x, w, b: last(functional.group_norm(
            x.flatten(2).movedim(2, 1), 2, w.flatten(), b.flatten(), 1e-5)).reshape(x.shape)
        operation.case("group", group, normal(3, 20, 2, 3), normal(2, 3), normal(2, 3))
    with Operation("variance") as operation:
        for unbiased in (False, True):
            operation.case("unbiased" if unbiased else "biased", lambda x: torch.var(x, (0, 2), unbiased=unbiased),
                           normal(4, 3, 5), axes=(0, 2), unbiased=unbiased)


def norm_layers():
    channels_last = lambda layer, x: last(layer(first(x)))
    plain = lambda layer, x: layer(x)
    with Layers("norm_layers") as layers:
        layers.layer("batch_training", torch.nn.BatchNorm2d(5), channels_last, normal(3, 4, 2, 5))
        layers.layer("batch_vectors", torch.nn.BatchNorm1d(5), plain, normal(9, 5))
        layers.layer("batch_evaluation", torch.nn.BatchNorm2d(5).eval(), channels_last, normal(3, 4, 2, 5))
        layers.layer("layer", torch.nn.LayerNorm(7), plain, normal(4, 3, 7))
        layers.layer("layer_image", torch.nn.LayerNorm((2, 3, 4)), channels_last, normal(5, 3, 4, 2))
        layers.layer("group", torch.nn.GroupNorm(2, 6), channels_last, normal(3, 4, 2, 6))
        layers.layer("instance", torch.nn.InstanceNorm2d(5), channels_last, normal(3, 4, 2, 5))
        layers.layer("instance_affine", torch.nn.InstanceNorm2d(5, affine=True), channels_last, normal(3, 4, 2, 5))
        nothing = torch.nn.Identity()
        adaptive = lambda _, x, scale, shift: last(
            functional.instance_norm(first(x), eps=1e-5)) * scale[:, None, None] + shift[:, None, None]
        layers.layer("adaptive", nothing, adaptive, normal(3, 4, 2, 5), normal(3, 5), normal(3, 5))
        layers.layer("rms", nothing, lambda _, x, w: functional.rms_norm(x, (7,), w, 1e-6), normal(4, 3, 7), normal(7))


def gru():
    batch, inputs, hidden = 3, 4, 5
    layer = torch.nn.GRU(inputs, hidden, batch_first=True).double()

    def sequence(x, wx, wh, bx, bh, h0):
        weights = {"weight_ih_l0": wx.T, "weight_hh_l0": wh.T, "bias_ih_l0": bx, "bias_hh_l0": bh}
        y, h = torch.func.functional_call(layer, weights, (x, h0[None]))
        return y, h[0]

    with Operation("gru") as operation:
        for length in (1, 5):
            operation.case(f"len{length}", sequence, normal(batch, length, inputs), normal(inputs, 3 * hidden) * 0.5,
                           normal(hidden, 3 * hidden) * 0.5, normal(3 * hidden) * 0.5, normal(3 * hidden) * 0.5,
                           normal(batch, hidden), gates="r,z,n")


def recurrent_layers():
    steps, lengths = 5, torch.tensor([5, 2, 4, 1])
    pack, unpack = torch.nn.utils.rnn.pack_padded_sequence, torch.nn.utils.rnn.pad_packed_sequence

    def run(layer, x, *states, packed):
        states = None if not states else states[0] if len(states) == 1 else states
        x = pack(x, lengths, batch_first=True, enforce_sorted=False) if packed else x
        y, last = layer(x, states)
        y = unpack(y, batch_first=True, total_length=steps)[0] if packed else y
        return (y, *last) if isinstance(last, tuple) else (y, last)

    with Layers("recurrent_layers") as layers:
        for name, kind, count in (("lstm", torch.nn.LSTM, 2), ("gru", torch.nn.GRU, 1)):
            for case, deep, packed, given in (("", False, False, True), ("_both_deep", True, False, False),
                                              ("_lengths", False, True, False), ("_both_deep_lengths", True, True, True)):
                module = kind(3, 4, num_layers=2 if deep else 1, bidirectional=deep, batch_first=True)
                states = [normal(4 if deep else 1, 4, 4) for _ in range(count if given else 0)]
                layers.layer(name + case, module, lambda layer, x, *start: run(layer, x, *start, packed=packed),
                             normal(4, steps, 3), *states)


def attention():
    heads = lambda x: x.movedim(2, 1)
    attend = lambda q, k, v, **mask: heads(functional.scaled_dot_product_attention(heads(q), heads(k), heads(v), **mask))
    with Operation("attention") as operation:
        operation.case("plain", attend, normal(2, 5, 3, 4), normal(2, 7, 3, 4), normal(2, 7, 3, 5))
        operation.case("causal", lambda *x: attend(*x, is_causal=True),
                       normal(2, 7, 3, 4), normal(2, 7, 3, 4), normal(2, 7, 3, 5))
    masks = {"plain": torch.zeros(5, 5, dtype=torch.bool), "causal": torch.ones(5, 5, dtype=torch.bool).triu(1)}
    seen = torch.tensor([[1, 0, 0], [1, 1, 0], [1, 0, 1]], dtype=torch.bool)
    masks["blocks"] = ~seen.repeat_interleave(2, 0).repeat_interleave(2, 1)[:5, :5]
    with Layers("attention_layers") as layers:
        for name, mask in masks.items():
            layers.layer(name, torch.nn.MultiheadAttention(6, 2, batch_first=True),
                         lambda layer, x: layer(x, x, x, attn_mask=mask, need_weights=False)[0], normal(3, 5, 6))
        layers.layer("other", torch.nn.MultiheadAttention(6, 2, batch_first=True),
                     lambda layer, x, source: layer(x, source, source, need_weights=False)[0],
                     normal(3, 5, 6), normal(3, 4, 6))


def weight_layers():
    forms = {"weight_norm": torch.nn.utils.parametrizations.weight_norm,
             "spectral_norm": torch.nn.utils.parametrizations.spectral_norm}
    channels_last = lambda layer, x: last(layer(first(x)))
    with Layers("weight_layers") as layers:
        for name, form in forms.items():
            layers.layer("linear_" + name, form(torch.nn.Linear(5, 4)), lambda layer, x: layer(x), normal(3, 5))
            layers.layer("conv_" + name, form(torch.nn.Conv2d(3, 4, 3, padding=1)), channels_last, normal(2, 4, 5, 3))
        still = forms["spectral_norm"](torch.nn.Linear(5, 4)).eval()
        layers.layer("linear_evaluation", still, lambda layer, x: layer(x), normal(3, 5))


class MaskedLinear(torch.nn.Linear):
    """MADE's masked layer; an output sees inputs of degrees up to its own, of the last layer below its own."""

    def __init__(self, sources, targets, is_last):
        super().__init__(len(sources), len(targets))
        rows, columns = torch.tensor(targets)[:, None], torch.tensor(sources)[None]
        self.mask = (columns < rows if is_last else columns <= rows).double()

    def forward(self, x):
        return functional.linear(x, self.weight * self.mask, self.bias)


def masked_linear():
    inputs, units = [3, 1, 4, 2, 5], [1, 2, 3, 4, 1, 2, 3]
    with Layers("masked_linear_layers") as layers:
        layers.layer("hidden", MaskedLinear(inputs, units, False), lambda layer, x: layer(x), normal(3, 5))
        layers.layer("last", MaskedLinear(units, inputs, True), lambda layer, x: layer(x), normal(3, 7))


def main():
    torch.set_num_threads(1)
    for family in (normalizations, norm_layers, gru, recurrent_layers, attention, weight_layers, masked_linear):
        family()


if __name__ == "__main__":
    main()
