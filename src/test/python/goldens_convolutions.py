"""PyTorch's one-dimensional, depthwise and masked convolutions, and the layers of convolution and pooling.

  goldens_convolutions.py       (rewrites its files in src/test/resources/golden)

Conventions as in goldens.py and goldens_layers.py. Weights of masked convolutions follow PixelCNN's masks A and B.
"""
import torch
from torch.nn import functional

from goldens import Operation, normal
from goldens_layers import Layers, first, last


def sequences():
    # name: sequence NLC, kernel [k, in/groups, out], stride, left, right, dilation, groups
    plain = {
        "k3": ((2, 7, 3), (3, 3, 4), 1, 1, 1, 1, 1),
        "stride2": ((2, 13, 3), (4, 3, 5), 2, 1, 1, 1, 1),
        "dilation2": ((2, 17, 3), (3, 3, 4), 1, 2, 2, 2, 1),
        "groups2": ((2, 7, 4), (3, 2, 6), 1, 1, 1, 1, 2),
        "depthwise": ((2, 13, 5), (3, 1, 5), 1, 1, 1, 1, 5),
        "causal": ((2, 13, 3), (3, 3, 4), 1, 8, 0, 4, 1),
        "k1": ((2, 7, 3), (1, 3, 4), 1, 0, 0, 1, 1),
    }
    with Operation("conv1d") as operation:
        for case, (shape, kernel, stride, left, right, dilation, groups) in plain.items():
            convolve = lambda x, w: last(functional.conv1d(
                functional.pad(first(x), (left, right)), w.permute(2, 1, 0), None, stride, 0, dilation, groups))
            operation.case(case, convolve, normal(*shape), normal(*kernel) * 0.3, stride=stride, left=left, right=right,
                           dilation=dilation, groups=groups)
    # name: sequence NLC, kernel [k, out/groups, in], stride, padding, dilation, groups, output padding
    transposed = {
        "k4s2p1": ((2, 5, 5), (4, 3, 5), 2, 1, 1, 1, 0),
        "k3s2p1": ((2, 5, 4), (3, 3, 4), 2, 1, 1, 1, 1),
        "groups2": ((2, 5, 6), (3, 2, 6), 3, 1, 2, 2, 2),
        "depthwise": ((2, 7, 5), (3, 1, 5), 2, 1, 1, 5, 1),
    }
    with Operation("conv_transpose1d") as operation:
        for case, (shape, kernel, stride, pad, dilation, groups, extra) in transposed.items():
            convolve = lambda x, w: last(functional.conv_transpose1d(
                first(x), w.permute(2, 1, 0), None, stride, pad, extra, groups, dilation))
            length = (shape[1] - 1) * stride - 2 * pad + dilation * (kernel[0] - 1) + 1 + extra
            operation.case(case, convolve, normal(*shape), normal(*kernel) * 0.3, stride=stride, left=pad, right=pad,
                           dilation=dilation, groups=groups, length=length)


class Masked(torch.nn.Conv2d):
    """PixelCNN's masked convolution; channel groups are blocks in order."""

    def __init__(self, kind, inputs, outputs, kernel, groups=1):
        super().__init__(inputs, outputs, kernel, padding=kernel // 2)
        mask, middle = torch.zeros(outputs, inputs, kernel, kernel), kernel // 2
        mask[:, :, :middle] = 1
        mask[:, :, middle, :middle] = 1
        for o in range(outputs):
            for i in range(inputs):
                source, target = i * groups // inputs, o * groups // outputs
                mask[o, i, middle, middle] = float(source < target or kind == "B" and source == target)
        self.mask = mask.double()

    def forward(self, x):
        return self._conv_forward(x, self.weight * self.mask, self.bias)


def layers():
    channels_last = lambda layer, x: last(layer(first(x)))
    with Layers("conv_layers") as cases:
        cases.layer("conv1d", torch.nn.Conv1d(3, 5, 4, 2, 1), channels_last, normal(2, 13, 3))
        cases.layer("conv1d_groups", torch.nn.Conv1d(4, 6, 3, 1, 2, 2, 2), channels_last, normal(2, 13, 4))
        causal = lambda layer, x: last(layer(functional.pad(first(x), (8, 0))))
        cases.layer("conv1d_causal", torch.nn.Conv1d(3, 3, 3, dilation=4, groups=3), causal, normal(2, 13, 3))
        normed = torch.nn.utils.parametrizations.weight_norm(torch.nn.Conv1d(4, 6, 3, 2, 1, groups=2))
        cases.layer("conv1d_weight_norm", normed, channels_last, normal(2, 13, 4))
        cases.layer("conv_transpose1d", torch.nn.ConvTranspose1d(5, 3, 4, 2, 1), channels_last, normal(2, 5, 5))
        cases.layer("conv_transpose1d_groups", torch.nn.ConvTranspose1d(6, 4, 3, 3, 1, 2, 2, dilation=2), channels_last,
                    normal(2, 5, 6))
        cases.layer("masked_a", Masked("A", 2, 4, 5), channels_last, normal(2, 5, 6, 2))
        cases.layer("masked_b", Masked("B", 3, 4, 3), channels_last, normal(2, 5, 6, 3))
        cases.layer("masked_a_groups", Masked("A", 3, 6, 3, 3), channels_last, normal(2, 5, 6, 3))
        cases.layer("masked_b_groups", Masked("B", 6, 3, 3, 3), channels_last, normal(2, 5, 6, 6))
        numbers = torch.tensor([[0, 4, 2], [4, 4, 1]])
        cases.layer("embedding", torch.nn.Embedding(5, 3), lambda layer: layer(numbers))
        image = (2, 7, 8, 5)
        cases.layer("average_pool", torch.nn.AvgPool2d(2), channels_last, normal(*image))
        cases.layer("average_pool_padded", torch.nn.AvgPool2d(3, 2, 1, count_include_pad=False), channels_last, normal(*image))
        cases.layer("max_pool", torch.nn.MaxPool2d(2), channels_last, normal(*image))
        cases.layer("max_pool_padded", torch.nn.MaxPool2d(3, 1, 1, 2), channels_last, normal(*image))
        cases.layer("average_pool_ceil", torch.nn.AvgPool2d(2, 2, 1, ceil_mode=True), channels_last, normal(*image))
        cases.layer("max_pool_ceil", torch.nn.MaxPool2d(3, 2, 1, ceil_mode=True), channels_last, normal(*image))
        sequence = (2, 13, 5)
        cases.layer("average_pool1d", torch.nn.AvgPool1d(2), channels_last, normal(*sequence))
        cases.layer("max_pool1d", torch.nn.MaxPool1d(3, 2, 1, 2, ceil_mode=True), channels_last, normal(*sequence))
        cases.layer("upsample_nearest", torch.nn.Upsample(scale_factor=2), channels_last, normal(2, 3, 4, 5))
        cases.layer("upsample_bilinear", torch.nn.Upsample(scale_factor=3, mode="bilinear"), channels_last, normal(2, 3, 4, 5))
        corners = torch.nn.Upsample(scale_factor=2, mode="bilinear", align_corners=True)
        cases.layer("upsample_corners", corners, channels_last, normal(2, 3, 4, 5))


def normed_layers():
    forms = {"weight_norm": torch.nn.utils.parametrizations.weight_norm,
             "spectral_norm": torch.nn.utils.parametrizations.spectral_norm}
    channels_last = lambda layer, x: last(layer(first(x)))
    with Layers("conv_norm_layers") as cases:
        for name, form in forms.items():
            kinds = {"conv1d": (torch.nn.Conv1d(4, 6, 3, 2, 1, groups=2), (2, 7, 4)),
                     "transpose1d": (torch.nn.ConvTranspose1d(6, 4, 3, 3, 1, 2, 2, dilation=2), (2, 5, 6)),
                     "transpose2d": (torch.nn.ConvTranspose2d(3, 5, 4, 2, 1), (2, 3, 4, 3)),
                     "transpose2d_groups": (torch.nn.ConvTranspose2d(6, 4, 3, 2, 1, 1, 2), (2, 3, 4, 6)),
                     "masked": (Masked("B", 6, 3, 3, 3), (2, 4, 5, 6))}
            for kind, (layer, shape) in kinds.items():
                cases.layer(f"{kind}_{name}", form(layer), channels_last, normal(*shape))
        still = forms["spectral_norm"](torch.nn.ConvTranspose2d(3, 5, 4, 2, 1)).eval()
        cases.layer("transpose2d_evaluation", still, channels_last, normal(2, 3, 4, 3))


def main():
    torch.set_num_threads(1)
    for family in (sequences, layers, normed_layers):
        family()


if __name__ == "__main__":
    main()
