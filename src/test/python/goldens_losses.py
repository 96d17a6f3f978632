"""Golden values of losses and divergences per sample; see goldens.py.

A case's inputs .in0.. are followed by .fixed0.. without gradients: targets, and classes as whole numbers.
"""
import math

import torch
from torch import distributions
from torch.nn import functional

from goldens import Operation, normal, uniform


def keep(operation, name, function, moving, fixed=(), **attributes):
    operation.case(name, lambda *leaves: function(*leaves, *(value.double() for value in fixed)), *moving, **attributes)
    operation.tensors.update({f"{name}.fixed{i}": value for i, value in enumerate(fixed)})


def per_sample(terms):
    return terms.reshape(terms.shape[0], -1).sum(1)


def gaussian(mean, log_variance):
    return distributions.Normal(mean, torch.exp(0.5 * log_variance))


def standard(mean):
    return distributions.Normal(torch.zeros_like(mean), torch.ones_like(mean))


def gaussians(operation):
    divergence = lambda m, l, n, k: per_sample(distributions.kl_divergence(gaussian(m, l), gaussian(n, k)))
    keep(operation, "gaussian_pair_kl", divergence, [normal(6, 5) for _ in range(4)])
    vectors = lambda m, l: distributions.kl_divergence(gaussian(m, l), standard(m)).reshape(4, 3, 2).sum(2)
    keep(operation, "gaussian_kl_groups_vectors", vectors, [normal(4, 6), normal(4, 6)], groups=3)
    images = lambda m, l: distributions.kl_divergence(gaussian(m, l), standard(m)).reshape(4, 15, 2, 3).sum((1, 3))
    keep(operation, "gaussian_kl_groups_images", images, [normal(4, 3, 5, 6), normal(4, 3, 5, 6)], groups=2)
    fixed = lambda m, x: per_sample(functional.gaussian_nll_loss(m, x, torch.full_like(m, 0.3), full=True, reduction="none"))
    keep(operation, "gaussian_fixed_variance", fixed, [normal(3, 4, 5)], [normal(3, 4, 5)], variance=0.3)
    learned = lambda m, l, x: per_sample(-gaussian(m, l).log_prob(x))
    keep(operation, "gaussian_learned_variance", learned, [normal(3, 4, 5), normal(1)], [normal(3, 4, 5)])
    keep(operation, "gaussian_pixel_variance", learned, [normal(3, 4, 5), normal(3, 4, 5)], [normal(3, 4, 5)])
    keep(operation, "standard_normal_density", lambda z: per_sample(standard(z).log_prob(z)), [normal(4, 6)])
    keep(operation, "normal_density", lambda z, m, l: per_sample(gaussian(m, l).log_prob(z)), [normal(4, 6) for _ in range(3)])


def errors(operation):
    for delta in (0.5, 1.0):
        huber = lambda y, x: per_sample(functional.huber_loss(y, x, reduction="none", delta=delta))
        keep(operation, f"huber_{delta}", huber, [normal(3, 4, 5)], [normal(3, 4, 5)])
    keep(operation, "l1", lambda y, x: per_sample(functional.l1_loss(y, x, reduction="none")), [normal(3, 4, 5)], [normal(3, 4, 5)])
    laplace = lambda m, s, x: per_sample(-distributions.Laplace(m, torch.exp(s)).log_prob(x))
    keep(operation, "laplace", laplace, [normal(3, 4, 5), normal(5)], [normal(3, 4, 5)])


def categoricals(operation):
    entropy = lambda l, t: functional.cross_entropy(l, t.long(), reduction="none")
    keep(operation, "cross_entropy_rows", entropy, [normal(7, 10) * 3], [torch.arange(7) * 3 % 10])
    pixels = lambda l, t: per_sample(functional.cross_entropy(l.permute(0, 2, 1), t.long(), reduction="none"))
    keep(operation, "cross_entropy_pixels", pixels, [normal(3, 4, 6)], [torch.arange(12).reshape(3, 4) % 6])
    categorical = lambda l: distributions.Categorical(logits=l)
    uniform_kl = lambda l: per_sample(distributions.kl_divergence(categorical(l), categorical(torch.zeros_like(l))))
    keep(operation, "categorical_kl_uniform", uniform_kl, [normal(3, 4, 6) * 2])
    other = lambda l, k: per_sample(distributions.kl_divergence(categorical(l), categorical(k)))
    keep(operation, "categorical_kl_pair", other, [normal(3, 4, 6) * 2, normal(3, 4, 6) * 2])
    bernoulli = lambda a: distributions.kl_divergence(distributions.Bernoulli(torch.tensor(0.05, dtype=torch.float64)),
                                                      distributions.Bernoulli(a.mean(0))).sum()
    keep(operation, "sparsity", bernoulli, [uniform(0.05, 0.9, 8, 5)], rate=0.05)
    keep(operation, "importance_weighted", lambda w: math.log(5) - torch.logsumexp(w, 1), [normal(6, 5) * 20 - 100])


def logistic_mixture(parameters, images):
    """PixelCNN++'s discretized_mix_logistic_loss, channels-last, per sample. In float64 the difference of the two
    cumulative distributions needs none of the published code's approximations."""
    x = 2 * images - 1
    channels = x.shape[-1]
    per_channel = 2 if channels == 1 else 3
    count = parameters.shape[-1] // (1 + per_channel * channels)
    weights, rest = parameters[..., :count], parameters[..., count:].reshape(*x.shape, per_channel * count)
    means, log_scales = rest[..., :count], torch.clamp(rest[..., count:2 * count], min=-7.0)
    x = x[..., None].expand_as(means)
    if channels == 3:
        a = torch.tanh(rest[..., 2 * count:])
        green = means[..., 1, :] + a[..., 0, :] * x[..., 0, :]
        blue = means[..., 2, :] + a[..., 1, :] * x[..., 0, :] + a[..., 2, :] * x[..., 1, :]
        means = torch.stack((means[..., 0, :], green, blue), -2)
    inverse = torch.exp(-log_scales)
    upper, lower = inverse * (x - means + 1 / 255), inverse * (x - means - 1 / 255)
    inner = torch.log(torch.sigmoid(upper) - torch.sigmoid(lower))
    levels = torch.where(x < -0.999, functional.logsigmoid(upper), torch.where(x > 0.999, functional.logsigmoid(-lower), inner))
    return -torch.logsumexp(levels.sum(-2) + torch.log_softmax(weights, -1), -1).sum((1, 2))


def mixtures(operation):
    for case, channels, size in (("colour", 3, 4 * 10), ("grey", 1, 4 * 3)):
        images = torch.round(uniform(0, 255, 3, 4, 5, channels))
        images[0, 0], images[0, 1] = 0, 255
        parameters = normal(3, 4, 5, size)
        keep(operation, f"logistic_mixture_{case}", logistic_mixture, [parameters], [images / 255])


def plain(operation):
    bernoulli = lambda l, x: per_sample(functional.binary_cross_entropy_with_logits(l, x, reduction="none"))
    keep(operation, "bernoulli", bernoulli, [normal(3, 4, 5) * 2], [uniform(0, 1, 3, 4, 5)])
    squares = lambda y, x: per_sample(functional.mse_loss(y, x, reduction="none"))
    keep(operation, "squared_error", squares, [normal(3, 4, 5)], [normal(3, 4, 5)])
    standard_kl = lambda m, l: per_sample(distributions.kl_divergence(gaussian(m, l), standard(m)))
    keep(operation, "gaussian_kl", standard_kl, [normal(3, 4, 5), normal(3, 4, 5)])


def main():
    torch.set_num_threads(1)
    with Operation("losses") as operation:
        for family in (gaussians, errors, categoricals, mixtures, plain):
            family(operation)


if __name__ == "__main__":
    main()
