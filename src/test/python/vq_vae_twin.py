"""The PyTorch twin of Culebra's vq-vae. Van den Oord, Vinyals & Kavukcuoglu 2017. Images are [N, C, H, W]."""
import torch
from torch import nn
from torch.nn import functional


class Residual(nn.Sequential):
    def __init__(self, hidden, residual):
        super().__init__(nn.ReLU(), nn.Conv2d(hidden, residual, 3, padding=1), nn.ReLU(), nn.Conv2d(residual, hidden, 1))

    def forward(self, x):
        return x + super().forward(x)


class Codebook(nn.Module):
    """Sonnet's, by moving averages, or with decay 0 by gradient."""

    def __init__(self, codes, depth, decay, commitment, epsilon=1e-5):
        super().__init__()
        self.decay, self.commitment, self.epsilon = decay, commitment, epsilon
        start = torch.randn(codes, depth)
        if decay:
            self.register_buffer("codebook", start)
            self.register_buffer("ema_count", torch.ones(codes))
            self.register_buffer("ema_sum", start.clone())
        else:
            self.codebook = nn.Parameter(start)

    def index(self, z):
        return (z.unsqueeze(-2) - self.codebook).square().sum(-1).argmin(-1)

    def forward(self, z):
        """z [N, h, w, D] -> codes with the gradient passed straight through, loss [N], histogram [K]."""
        index = self.index(z)
        codes = functional.embedding(index, self.codebook)
        loss = self.commitment * (z - codes.detach()).square().flatten(1).mean(1)
        chosen = functional.one_hot(index.flatten(), len(self.codebook)).float()
        if self.decay:
            self.follow(chosen, z.detach().flatten(0, -2))
        else:
            loss = loss + (z.detach() - codes).square().flatten(1).mean(1)
        return z + (codes - z).detach(), loss, chosen.sum(0)

    def follow(self, chosen, vectors):
        self.ema_count = self.decay * self.ema_count + (1 - self.decay) * chosen.sum(0)
        self.ema_sum = self.decay * self.ema_sum + (1 - self.decay) * chosen.T @ vectors
        n = self.ema_count.sum()
        smoothed = (self.ema_count + self.epsilon) / (n + len(self.codebook) * self.epsilon) * n
        self.codebook = self.ema_sum / smoothed[:, None]


class VqVae(nn.Module):
    def __init__(self, input, codes, depth, hidden, residual, blocks, commitment=0.25, codeDecay=0.99, **_):
        super().__init__()
        self.register_buffer("data_variance", torch.ones(1))
        stack = [Residual(hidden, residual) for _ in range(blocks)]
        self.encoder = nn.Sequential(
            nn.Conv2d(input[2], hidden // 2, 4, 2, 1), nn.ReLU(), nn.Conv2d(hidden // 2, hidden, 4, 2, 1), nn.ReLU(),
            nn.Conv2d(hidden, hidden, 3, padding=1), *stack, nn.ReLU(), nn.Conv2d(hidden, depth, 1))
        self.quantizer = Codebook(codes, depth, codeDecay, commitment)
        stack = [Residual(hidden, residual) for _ in range(blocks)]
        self.decoder = nn.Sequential(
            nn.Conv2d(depth, hidden, 3, padding=1), *stack, nn.ReLU(),
            nn.ConvTranspose2d(hidden, hidden // 2, 4, 2, 1), nn.ReLU(), nn.ConvTranspose2d(hidden // 2, input[2], 4, 2, 1))

    def encode(self, x):
        return self.encoder(x - 0.5).permute(0, 2, 3, 1)

    def decode(self, codes):
        return self.decoder(codes.permute(0, 3, 1, 2)) + 0.5

    def terms(self, x):
        codes, loss, histogram = self.quantizer(self.encode(x))
        error = (self.decode(codes) - x).square().flatten(1).mean(1) / self.data_variance
        share = histogram / histogram.sum()
        perplexity = torch.exp(-torch.special.xlogy(share, share).sum())
        return {None: error + loss, "reconstruction": error, "commitment": loss,
                "perplexity": perplexity, "used": (histogram > 0).float().sum()}

    def reconstruct(self, x):
        index = self.quantizer.index(self.encode(x))
        return self.decode(functional.embedding(index, self.quantizer.codebook))
