"""The PyTorch twin of Culebra's importance weighted autoencoder. Burda, Grosse & Salakhutdinov 2015."""
import math

import torch
from torch import nn


def tanh_layers(inputs, width):
    return nn.Sequential(nn.Linear(inputs, width), nn.Tanh(), nn.Linear(width, width), nn.Tanh())


def log_normal(x, mean, log_deviation):
    return -0.5 * (math.log(2 * math.pi) + 2 * log_deviation + ((x - mean) / log_deviation.exp()).square()).sum(-1)


class GaussianNetwork(nn.Module):
    def __init__(self, hidden, width, latent):
        super().__init__()
        self.hidden = hidden
        self.mean = nn.Linear(width, latent)
        self.log_deviation = nn.Linear(width, latent)

    def forward(self, x):
        features = self.hidden(x)
        return self.mean(features), self.log_deviation(features)


class Iwae(nn.Module):
    """Every tensor of latents is [N, k, latent]."""

    def __init__(self, input, latents, hidden, samples, bound, **_):
        super().__init__()
        self.samples, self.bound = samples, bound
        pixels = math.prod(input)
        below = [pixels] + latents[:-1]
        self.encoder = nn.ModuleList(
            GaussianNetwork(tanh_layers(b, h), h, l) for b, h, l in zip(below, hidden, latents))
        self.prior = nn.ModuleList(
            GaussianNetwork(tanh_layers(above, h), h, l) for above, h, l in zip(latents[1:], hidden[1:], latents))
        self.decoder = nn.ModuleDict(
            {"hidden": tanh_layers(latents[0], hidden[0]), "pixels": nn.Linear(hidden[0], pixels)})

    def log_weights(self, x, noises):
        """ln p(x,h) − ln q(h|x), [N, k], of pixels [N, D]; noises [k·N, latent], sample by sample."""
        below, result = x[:, None, :], 0
        for level, noise in enumerate(noises):
            mean, log_deviation = self.encoder[level](below)
            latent = mean + log_deviation.exp() * noise.reshape(len(x), self.samples, -1)
            result = result - log_normal(latent, mean, log_deviation)
            if level == 0:
                logits = self.decoder["pixels"](self.decoder["hidden"](latent))
                cross = nn.functional.binary_cross_entropy_with_logits(
                    logits, x[:, None, :].expand_as(logits), reduction="none")
                result = result - cross.sum(-1)
            else:
                result = result + log_normal(below, *self.prior[level - 1](latent))
            below = latent
        return result + log_normal(below, torch.zeros(()), torch.zeros(()))

    def losses(self, x, noises):
        """What is minimized, [N]."""
        weights = self.log_weights(x, noises)
        return -weights.mean(1) if self.bound == "vae" else math.log(self.samples) - weights.logsumexp(1)

    def reconstruct(self, x):
        latent = x
        for encoder in self.encoder:
            latent = encoder(latent)[0]
        for prior in reversed(self.prior):
            latent = prior(latent)[0]
        return torch.sigmoid(self.decoder["pixels"](self.decoder["hidden"](latent)))
