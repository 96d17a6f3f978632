package dev.culebra.op;

import dev.culebra.ir.Backward;
import dev.culebra.ir.Node;
import dev.culebra.ir.Value;

/** {@code left + right} under broadcasting. */
public record Add() implements BinaryElementwise {
  public static Value of(Value left, Value right) {
    return Node.apply(new Add(), left, right);
  }

  @Override
  public String name() {
    return "add";
  }

  @Override
  public Value[] gradient(Backward backward) {
    return new Value[] {
      Unbroadcast.of(backward.gradient(), backward.input(0).shape()),
      Unbroadcast.of(backward.gradient(), backward.input(1).shape())
    };
  }
}
