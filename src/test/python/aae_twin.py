"""Adversarial autoencoders in PyTorch, with Culebra's parameter names. Images are NHWC in [0, 1]."""
import math

import torch
from torch import nn
from torch.nn import functional as f

from acai_twin import PoolingAutoencoder, signed


def layers(inputs, width, outputs, activation):
    return nn.Sequential(nn.Sequential(nn.Linear(inputs, width), activation, nn.Linear(width, width), activation),
                         nn.Linear(width, outputs))


class Aae(nn.Module):
    def __init__(self, input, labels, latent, discriminator, classes=0, architecture="mlp", hidden=1, depth=1, scales=1,
                 weight=1, turns="separate"):
        super().__init__()
        self.classes, self.labels, self.latent, self.weight = classes, labels, latent, weight
        self.pooling = architecture == "pooling"
        if self.pooling:
            networks = PoolingAutoencoder(input, depth, scales, latent)
            self.encoder, self.decoder = networks.encoder, networks.decoder
            self.encode, self.decode = networks.encode, networks.decode
        else:
            pixels = torch.Size(input).numel()
            self.encoder = layers(pixels, hidden, latent, nn.ReLU())
            self.decoder = layers(latent, hidden, pixels, nn.ReLU())
            self.encode = lambda images: self.encoder(images.flatten(1))
            self.decode = lambda codes: torch.sigmoid(self.decoder(codes)).view(-1, *input)
        self.discriminator = layers(latent + (classes if labels else 0), discriminator, 1, nn.LeakyReLU(0.2))
        # Else the gradients of what is true and what is made cancel out in the last bias.
        nn.init.ones_(self.discriminator[1].bias)

    def seen(self, x):
        return signed(x) if self.pooling else x

    def error(self, x, codes):
        return (self.decode(codes) - self.seen(x)).square().flatten(1).mean(1)

    def logits(self, codes, labels):
        if self.labels:
            codes = torch.cat([codes, f.one_hot(labels.long(), self.classes).float()], 1)
        return self.discriminator(codes)[:, 0]

    def prior(self, labels, noise):
        if not self.labels:
            return noise
        angle = 2 * math.pi * labels / self.classes
        along, across = noise[:, 0] + 4, 0.3 * noise[:, 1]
        return torch.stack([angle.cos() * along - angle.sin() * across, angle.sin() * along + angle.cos() * across], 1)

    def judged(self, codes, labels, draws):
        drawn = self.prior(labels, draws.normal("prior", len(codes), self.latent))
        return f.softplus(-self.logits(drawn, labels)) + f.softplus(self.logits(codes, labels))

    def reconstruction(self, x, labels, draws):
        return {None: self.error(x, self.encode(self.seen(x)))}

    def discriminate(self, x, labels, draws):
        return {None: self.judged(self.encode(self.seen(x)), labels, draws)}

    def deceive(self, x, labels, draws):
        return {None: f.softplus(-self.logits(self.encode(self.seen(x)), labels))}

    def together(self, x, labels, draws):
        codes = self.encode(self.seen(x))
        error, deceived = self.error(x, codes), f.softplus(-self.logits(codes, labels))
        return {None: error + self.weight * deceived, "squared_error": error, "deceived": deceived,
                "discriminator": self.judged(codes, labels, draws)}

    def reconstruct(self, x):
        images = self.decode(self.encode(self.seen(x)))
        return (0.5 * images + 0.5).permute(0, 2, 3, 1) if self.pooling else images
