package dev.culebra.nn;

import dev.culebra.ir.Value;
import dev.culebra.op.Fill;
import dev.culebra.op.Greater;
import dev.culebra.op.OneHot;
import dev.culebra.op.Reshape;
import dev.culebra.op.Select;
import dev.culebra.op.Sum;
import dev.culebra.op.TopK;
import dev.culebra.shape.Shape;
import dev.culebra.tensor.Tensor;
import java.util.List;

/**
 * The largest units of each sample, the others 0: the support of a k-sparse autoencoder (Makhzani
 * and Frey 2013). {@code [N,units] -> [N,units]}; of equal units the first ones stay. Gradients
 * reach what stays.
 *
 * @param count how many stay, at most the number of units
 */
public record TopUnits(int count) implements Layer {
  @Override
  public Tensor apply(Tensor input) {
    return input.map(
        units -> {
          Value zero = Fill.of(units.type().withShape(Shape.SCALAR), 0);
          return Select.of(Greater.of(support(units), zero), units, zero);
        });
  }

  /** 1 where a unit stays. */
  private Value support(Value units) {
    Value places = TopK.of(units, count, true).get(1);
    Value each = OneHot.of(places, units.shape().size(1));
    return Reshape.of(Sum.of(each, List.of(1)), units.shape());
  }
}
