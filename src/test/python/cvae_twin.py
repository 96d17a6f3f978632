"""The PyTorch twins of Culebra's conditional VAEs. Sohn, Lee & Yan 2015. Images are [N, H, W, 1]."""
import math

import torch
from torch import nn


def relu_layers(inputs, width):
    return nn.Sequential(nn.Linear(inputs, width), nn.ReLU(), nn.Linear(width, width), nn.ReLU())


class GaussianNetwork(nn.Module):
    def __init__(self, inputs, width, latent):
        super().__init__()
        self.hidden = relu_layers(inputs, width)
        self.mean = nn.Linear(width, latent)
        self.log_deviation = nn.Linear(width, latent)

    def forward(self, x):
        features = self.hidden(x)
        return self.mean(features), self.log_deviation(features)


def divergence(mean, log_deviation, prior_mean, prior_log_deviation):
    variance, prior_variance = (2 * log_deviation).exp(), (2 * prior_log_deviation).exp()
    terms = prior_log_deviation - log_deviation + (variance + (mean - prior_mean).square()) / (2 * prior_variance) - 0.5
    return terms.sum(1)


def cross_entropy(logits, x):
    return nn.functional.binary_cross_entropy_with_logits(logits, x, reduction="none")


class Cvae(nn.Module):
    def __init__(self, input, hidden, latent, classes=0, quadrants=1, condition="label", **_):
        super().__init__()
        self.label, self.classes = condition == "label", classes
        pixels = math.prod(input)
        known = classes if self.label else pixels
        self.decoder = nn.ModuleDict({"hidden": relu_layers(latent + known, hidden), "pixels": nn.Linear(hidden, pixels)})
        self.recognition = GaussianNetwork(pixels + known if self.label else pixels, hidden, latent)
        if not self.label:
            self.prior = GaussianNetwork(pixels, hidden, latent)
            rows, columns = input[:2]
            visible = torch.zeros(input)
            visible[rows // 2:, :columns // 2] = 1
            if quadrants >= 2:
                visible[:, :columns // 2] = 1
            if quadrants == 3:
                visible[:rows // 2] = 1
            self.visible = visible.flatten()

    def terms(self, images, labels, noise):
        """Reconstruction and KL, [N] each."""
        x = images.flatten(1)
        if self.label:
            known = nn.functional.one_hot(labels.long(), self.classes).float()
            posterior, prior = self.recognition(torch.cat([x, known], 1)), (torch.zeros(()), torch.zeros(()))
            counted = torch.ones_like(x)
        else:
            known = x * self.visible
            posterior, prior = self.recognition(x), self.prior(known)
            counted = 1 - self.visible
        latent = posterior[0] + posterior[1].exp() * noise
        return (cross_entropy(self.logits(latent, known), x) * counted).sum(1), divergence(*posterior, *prior)

    def logits(self, latent, known):
        return self.decoder["pixels"](self.decoder["hidden"](torch.cat([latent, known], 1)))

    def reconstruct(self, images):
        x = images.flatten(1)
        known = x * self.visible
        guess = torch.sigmoid(self.logits(self.prior(known)[0], known))
        return (known + guess * (1 - self.visible)).view_as(images)
