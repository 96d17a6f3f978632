package dev.culebra.train;

import dev.culebra.model.Model;
import dev.culebra.model.Step;
import dev.culebra.nn.Module;
import dev.culebra.shape.Shape;
import java.util.List;

/** A model of a few features, with one step that trains all of it. */
abstract class FeatureModel extends Module implements Model {
  static final int FEATURES = 6;

  private record Empty() {}

  @Override
  public Record config() {
    return new Empty();
  }

  @Override
  public Shape input() {
    return Shape.of(FEATURES);
  }

  @Override
  public List<Step> steps() {
    return List.of(new Step("only", this::losses, parameters()));
  }
}
