"""The deep autoencoder of Boltzmann machines in PyTorch, with Culebra's parameter names."""
import torch


class DeepAe(torch.nn.Module):
    """Initialized wider than the engine does, biases too, so that every term shows."""

    def __init__(self, sizes):
        super().__init__()
        self.encoder = torch.nn.ModuleList(torch.nn.Linear(a, b) for a, b in zip(sizes, sizes[1:]))
        self.decoder = torch.nn.ModuleList(torch.nn.Linear(a, b) for a, b in zip(sizes[:0:-1], sizes[-2::-1]))
        for parameter in self.parameters():
            torch.nn.init.normal_(parameter, std=0.3)

    def below(self, x, count):
        for layer in self.encoder[:count]:
            x = torch.sigmoid(layer(x))
        return x

    def logits(self, x):
        code = self.encoder[-1](self.below(x, len(self.encoder) - 1))
        for i, layer in enumerate(self.decoder):
            code = layer(code if i == 0 else torch.sigmoid(code))
        return code

    def divergence(self, machine, x, draws):
        up, visible_bias = self.encoder[machine], self.decoder[len(self.encoder) - 1 - machine].bias
        top = machine == len(self.encoder) - 1

        def free_energy(v):
            inputs = up(v)
            hidden = inputs.square() / 2 if top else torch.nn.functional.softplus(inputs)
            return -(v @ visible_bias) - hidden.sum(1)

        with torch.no_grad():
            data = self.below(x, machine)
            inputs = up(data)
            states = (inputs + draws.normal("hidden", *inputs.shape) if top
                      else draws.bernoulli("hidden", torch.sigmoid(inputs)))
            again = torch.sigmoid(states @ up.weight + visible_bias)
        return {None: free_energy(data) - free_energy(again), "squared_error": (again - data).square().sum(1)}
