"""The convolutional autoencoders of Berthelot et al. 2019 in PyTorch, with Culebra's parameter names. Images are NHWC in [0, 1]."""
import torch
from torch import nn
from torch.nn import functional as f


def convolutions(*channels):
    made = []
    for a, b in zip(channels, channels[1:]):
        made += [nn.Conv2d(a, b, 3, padding=1), nn.LeakyReLU(0.2)]
    return made


def encoder(colours, depth, scales, latent):
    made, below = [nn.Conv2d(colours, depth, 1)], depth
    for scale in range(scales):
        made += convolutions(below, depth << scale, depth << scale) + [nn.AvgPool2d(2)]
        below = depth << scale
    return nn.Sequential(*made, *convolutions(below, depth << scales), nn.Conv2d(depth << scales, latent, 3, padding=1))


def decoder(colours, depth, scales, latent):
    made, below = [], latent
    for scale in reversed(range(scales)):
        made += convolutions(below, depth << scale, depth << scale) + [nn.Upsample(scale_factor=2)]
        below = depth << scale
    return nn.Sequential(*made, *convolutions(below, depth), nn.Conv2d(depth, colours, 3, padding=1))


def signed(x):
    return (2 * x - 1).permute(0, 3, 1, 2).contiguous()


def squared_error(output, target):
    return (output - target).square().flatten(1).mean(1)


class PoolingAutoencoder(nn.Module):
    def __init__(self, input, depth, scales, latent):
        super().__init__()
        height, width, colours = input
        self.height, self.width = height >> scales, width >> scales
        self.channels = latent // (self.height * self.width)
        self.encoder = encoder(colours, depth, scales, self.channels)
        self.decoder = decoder(colours, depth, scales, self.channels)
        self.fill()

    def fill(self):
        """The paper's weights, with which a signal keeps its size."""
        for layer in self.modules():
            if isinstance(layer, nn.Conv2d):
                nn.init.normal_(layer.weight, std=(1.04 * layer.weight[0].numel()) ** -0.5)

    def encode(self, images):
        return self.encoder(images).permute(0, 2, 3, 1).flatten(1)

    def decode(self, codes):
        return self.decoder(codes.view(-1, self.height, self.width, self.channels).permute(0, 3, 1, 2))

    def reconstruct(self, x):
        return 0.5 * self.decode(self.encode(signed(x))).permute(0, 2, 3, 1) + 0.5


class Acai(PoolingAutoencoder):
    def __init__(self, input, depth, scales, latent, weight=0.5, mixing=0.2):
        super().__init__(input, depth, scales, latent)
        self.weight, self.mixing = weight, mixing
        self.critic = encoder(input[2], depth, scales, self.channels)
        self.fill()

    def verdict(self, images):
        return self.critic(images).flatten(1).mean(1)

    def losses(self, x, draws):
        images = signed(x)
        codes = self.encode(images)
        reconstruction = self.decode(codes)
        error = squared_error(reconstruction, images)
        share = 0.5 - (draws.uniform("share", len(x), 1) - 0.5).abs()
        mixture = self.decode(share * codes + (1 - share) * codes.flip(0))
        fooled = self.verdict(mixture).square()
        almost = reconstruction + self.mixing * (images - reconstruction)
        critic = (self.verdict(mixture) - share[:, 0]).square() + self.verdict(almost).square()
        return {None: error + self.weight * fooled, "squared_error": error, "verdict": fooled, "critic": critic}


class Quantizer(nn.Module):
    """A codebook that follows by moving averages."""

    def __init__(self, codes, depth, decay, epsilon):
        super().__init__()
        self.decay, self.epsilon = decay, epsilon
        self.register_buffer("codebook", torch.randn(codes, depth))
        self.register_buffer("ema_count", torch.ones(codes))
        self.register_buffer("ema_sum", self.codebook.clone())

    def forward(self, vectors):
        """The nearest codes, and how they choose; the averages follow."""
        rows = vectors.detach().flatten(0, -2)
        nearest = torch.cdist(rows, self.codebook).argmin(1)
        chosen = self.codebook[nearest].view_as(vectors)
        hot = f.one_hot(nearest, len(self.codebook)).float()
        self.ema_count.lerp_(hot.sum(0), 1 - self.decay)
        self.ema_sum.lerp_(hot.T @ rows, 1 - self.decay)
        total = self.ema_count.sum()
        smoothed = (self.ema_count + self.epsilon) / (total + len(self.codebook) * self.epsilon) * total
        self.codebook = self.ema_sum / smoothed[:, None]
        return chosen, hot.mean(0)


class AcaiBaseline(PoolingAutoencoder):
    def __init__(self, input, kind, depth, scales, latent, dropout=0.5, noise=1, codes=None):
        super().__init__(input, depth, scales, latent)
        self.kind, self.dropout, self.noise, self.latent = kind, dropout, noise, latent
        if kind == "vae":
            self.mean, self.log_variance = nn.Linear(latent, latent), nn.Linear(latent, latent)
        if kind == "vq_vae":
            self.rows = nn.Linear(latent, 10 * latent)
            self.quantizer = Quantizer(codes, latent, 0.999, 1e-5)
            self.hidden, self.back = nn.Linear(10 * latent, 2 * latent), nn.Linear(2 * latent, latent)

    def losses(self, x, draws):
        return getattr(self, "losses_of_" + self.kind)(signed(x), draws)

    def error(self, codes, images):
        return squared_error(self.decode(codes), images)

    def losses_of_plain(self, images, draws):
        return {None: self.error(self.encode(images), images)}

    def losses_of_dropout(self, images, draws):
        codes = self.encode(images)
        keep = draws.bernoulli("dropout", torch.full_like(codes, 1 - self.dropout))
        return {None: self.error(codes * keep / (1 - self.dropout), images)}

    def losses_of_denoising(self, images, draws):
        noise = draws.normal("noise", *images.permute(0, 2, 3, 1).shape).permute(0, 3, 1, 2)
        return {None: self.error(self.encode(images + self.noise * noise), images)}

    def losses_of_vae(self, images, draws):
        codes = self.encode(images)
        mean, log_variance = self.mean(codes), self.log_variance(codes)
        logits = self.decode(mean + torch.exp(0.5 * log_variance) * draws.normal("z", *mean.shape))
        reconstruction = f.binary_cross_entropy_with_logits(logits, (images + 1) / 2, reduction="none").flatten(1).sum(1)
        kl = 0.5 * (mean.square() + log_variance.exp() - log_variance - 1).sum(1)
        return {None: reconstruction + kl, "reconstruction": reconstruction, "kl": kl}

    def losses_of_vq_vae(self, images, draws):
        vectors = self.rows(self.encode(images)).view(-1, 10, self.latent)
        chosen, shares = self.quantizer(vectors)
        commitment = 10 * (vectors - chosen).square().flatten(1).mean(1)
        straight = (vectors + (chosen - vectors).detach()).flatten(1)
        error = self.error(self.back(f.relu(self.hidden(f.relu(straight)))), images)
        perplexity = torch.exp(-(shares * torch.log(shares.clamp(min=1e-30))).sum()).expand(len(images))
        return {None: error + commitment, "squared_error": error, "commitment": commitment, "perplexity": perplexity}
