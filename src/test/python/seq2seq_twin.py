"""Sequence to sequence in PyTorch, with Culebra's parameter names."""
import torch
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

START = 1


class Seq2Seq(torch.nn.Module):
    def __init__(self, input, sources, targets, cell, embedding, hidden, layers, bidirectional, attention, reversed,
                 dropout):
        super().__init__()
        kind = {"lstm": torch.nn.LSTM, "gru": torch.nn.GRU}[cell]
        directions = 2 if bidirectional else 1
        self.source = torch.nn.Embedding(sources, embedding)
        self.encoder = kind(embedding, hidden // directions, layers, batch_first=True, bidirectional=bidirectional)
        self.target = torch.nn.Embedding(targets, embedding)
        self.decoder = kind(embedding, hidden, layers, batch_first=True)
        if attention:
            self.combine = torch.nn.Linear(2 * hidden, hidden)
        self.output = torch.nn.Linear(hidden, targets)
        self.layers, self.directions, self.hidden = layers, directions, hidden
        self.attention, self.reversed, self.dropout = attention, reversed, dropout

    def one(self, states):
        """[layers*directions, N, H] -> [layers, N, directions*H]"""
        count = states.shape[1]
        parts = states.view(self.layers, self.directions, count, -1).transpose(1, 2)
        return parts.reshape(self.layers, count, self.hidden).contiguous()

    def losses(self, x, mask):
        """x is i32 [N, 1+L, 2]; mask(name, like) draws what stays of a tensor. Nats of each target, and its symbols."""

        def drop(name, given):
            return given * mask(name, given) / (1 - self.dropout) if self.dropout else given

        x = x.long()
        lengths, source, target = x[:, 0, 0], x[:, 1:, 0], x[:, 1:, 1]
        told = torch.cat([torch.full_like(target[:, :1], START), target[:, :-1]], 1)
        read = source
        if self.reversed:
            read = torch.stack([torch.cat([row[:n].flip(0), row[n:]]) for row, n in zip(source, lengths)])
        packed = pack_padded_sequence(drop("source_dropout", self.source(read)), lengths, True, False)
        outputs, states = self.encoder(packed)
        outputs = pad_packed_sequence(outputs, True, total_length=source.shape[1])[0]
        states = tuple(map(self.one, states)) if isinstance(states, tuple) else self.one(states)
        decoded = self.decoder(drop("target_dropout", self.target(told)), states)[0]
        if self.attention:
            scores = decoded @ outputs.transpose(1, 2)
            weights = scores.masked_fill((source == 0)[:, None], -torch.inf).softmax(2)
            decoded = torch.tanh(self.combine(torch.cat([weights @ outputs, decoded], 2)))
        logits = self.output(drop("output_dropout", decoded))
        nats = torch.nn.functional.cross_entropy(logits.transpose(1, 2), target, reduction="none")
        symbols = target != 0
        return (nats * symbols).sum(1), symbols.sum(1)
