package dev.culebra.nn;

import dev.culebra.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Layers one after another. Parameters are named by position, as PyTorch does: {@code
 * path.0.weight}.
 */
public final class Sequential extends Module implements Layer {
  private final List<Layer> layers;

  private Sequential(List<Layer> layers) {
    this.layers = layers;
    layers.forEach(this::part);
  }

  /**
   * @param path name of the sequence in the model
   * @param makers each makes the layer at its position from the layer's path
   */
  @SafeVarargs
  public static Sequential of(String path, Function<String, Layer>... makers) {
    List<Function<String, Layer>> list = new ArrayList<>();
    for (Function<String, Layer> maker : makers) {
      list.add(maker);
    }
    return of(path, list);
  }

  /**
   * @param path name of the sequence in the model
   * @param makers each makes the layer at its position from the layer's path
   */
  public static Sequential of(String path, List<Function<String, Layer>> makers) {
    Layer[] layers = new Layer[makers.size()];
    for (int i = 0; i < layers.length; i++) {
      layers[i] = makers.get(i).apply(path + "." + i);
    }
    return new Sequential(List.of(layers));
  }

  @Override
  public Tensor apply(Tensor input) {
    Tensor value = input;
    for (Layer layer : layers) {
      value = layer.apply(value);
    }
    return value;
  }
}
