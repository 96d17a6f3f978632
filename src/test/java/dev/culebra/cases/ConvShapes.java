package dev.culebra.cases;

import dev.culebra.op.Window2d;
import dev.culebra.shape.Shape;
import java.util.List;
import java.util.stream.Stream;

/**
 * A convolution's geometry, which the cases of the forward pass and both adjoints share.
 *
 * @param name what is special about it
 * @param input {@code [N,H,W,C]}
 * @param weight {@code [KH,KW,C/groups,O]}
 * @param window stride, padding, dilation
 * @param groups channel groups
 */
record ConvShapes(String name, Shape input, Shape weight, Window2d window, int groups) {
  static final List<ConvShapes> ALL =
      List.of(
          of("k3s1p1", 2, 7, 6, 3, 3, 3, 4, Window2d.of(1, 1), 1),
          of("k4s2p1", 2, 8, 8, 3, 4, 4, 5, Window2d.of(2, 1), 1),
          of("k3s2p0", 2, 9, 8, 3, 3, 3, 4, Window2d.of(2, 0), 1),
          of("dilation2", 2, 9, 8, 3, 3, 3, 4, Window2d.of(1, 2, 2), 1),
          of("groups2", 2, 6, 7, 4, 3, 3, 6, Window2d.of(1, 1), 2),
          of("depthwise", 2, 6, 7, 5, 3, 3, 5, Window2d.of(1, 1), 5),
          of("depthwise_wide", 2, 9, 13, 33, 3, 3, 33, Window2d.of(1, 1), 33),
          of("depthwise_stride2", 2, 9, 12, 17, 4, 4, 17, Window2d.of(2, 1), 17),
          of("depthwise_dilated", 1, 7, 11, 64, 3, 5, 64, new Window2d(1, 2, 0, 3, 4, 1, 3, 2), 64),
          of("depthwise_deep", 5, 31, 17, 31, 3, 3, 31, Window2d.of(1, 1), 31),
          of("depthwise_pixel", 2, 1, 1, 65, 3, 3, 65, Window2d.of(1, 1), 65),
          of("depthwise_empty", 0, 4, 4, 17, 3, 3, 17, Window2d.of(1, 1), 17),
          of("depthwise_thrice", 2, 9, 7, 13, 3, 3, 39, Window2d.of(2, 1), 13),
          of("depthwise_fourfold", 2, 7, 9, 17, 3, 3, 68, Window2d.of(1, 1), 17),
          of("depthwise_none", 0, 7, 9, 3, 3, 3, 6, Window2d.of(1, 1), 3),
          of("depthwise_twice", 2, 5, 6, 4, 3, 3, 8, Window2d.of(1, 1), 4),
          of("k1", 2, 5, 6, 4, 1, 1, 7, Window2d.of(1, 0), 1),
          of("rect", 2, 9, 11, 3, 3, 5, 4, new Window2d(2, 3, 1, 1, 2, 2, 1, 1), 1),
          of("uneven", 1, 6, 5, 2, 3, 2, 3, new Window2d(1, 1, 2, 0, 1, 0, 1, 1), 1),
          of("one_channel", 2, 12, 12, 1, 4, 4, 8, Window2d.of(2, 1), 1),
          of("to_one_channel", 2, 8, 8, 9, 3, 3, 1, Window2d.of(1, 1), 1),
          of("wide", 1, 4, 4, 65, 3, 3, 33, Window2d.of(1, 1), 1),
          of("deep", 16, 3, 3, 65, 2, 2, 66, Window2d.of(1, 0), 1),
          of("few_tiles", 2, 7, 6, 13, 3, 3, 17, Window2d.of(1, 1), 1),
          of("many_pixels", 2, 13, 17, 3, 3, 3, 5, Window2d.of(1, 1), 1),
          of("depthwise_many_pixels", 3, 18, 13, 4, 2, 1, 4, Window2d.of(1, 0), 4),
          of("many_outputs", 2, 9, 13, 17, 3, 3, 130, Window2d.of(1, 1), 1),
          of("k3_uneven_border", 3, 9, 12, 33, 3, 3, 47, new Window2d(1, 1, 0, 2, 2, 1, 1, 1), 1),
          of("many_outputs_stride2", 3, 13, 11, 33, 4, 4, 79, Window2d.of(2, 1), 1),
          of("k4s2_tiles", 8, 29, 14, 33, 4, 4, 35, Window2d.of(2, 1), 1),
          of("single_pixel", 3, 1, 1, 4, 1, 1, 3, Window2d.of(1, 0), 1),
          of("empty_batch", 0, 4, 4, 2, 3, 3, 2, Window2d.of(1, 1), 1));

  /**
   * Golden geometries of the transposed convolution, as those of the convolution it is adjoint to.
   */
  private static final List<ConvShapes> TRANSPOSED_GOLDEN =
      List.of(
          of("k4s2p1", 2, 8, 10, 3, 4, 4, 5, Window2d.of(2, 1), 1),
          of("k3s2p1", 2, 8, 10, 3, 3, 3, 4, Window2d.of(2, 1), 1),
          of("dilation2", 2, 5, 6, 3, 3, 3, 4, Window2d.of(1, 2, 2), 1),
          of("groups2", 2, 9, 7, 4, 3, 3, 6, Window2d.of(2, 1), 2),
          of("k3s1p1", 2, 6, 5, 3, 3, 3, 4, Window2d.of(1, 1), 1));

  /** The geometries for the transposed convolution: its golden ones take their names. */
  static List<ConvShapes> transposed() {
    List<String> taken = TRANSPOSED_GOLDEN.stream().map(ConvShapes::name).toList();
    return Stream.concat(
            TRANSPOSED_GOLDEN.stream(),
            ALL.stream().filter(shapes -> !taken.contains(shapes.name())))
        .toList();
  }

  private static ConvShapes of(
      String name, int n, int h, int w, int c, int kh, int kw, int o, Window2d window, int groups) {
    return new ConvShapes(
        name, Shape.of(n, h, w, c), Shape.of(kh, kw, c / groups, o), window, groups);
  }

  Shape output() {
    return Shape.of(
        input.size(0),
        window.outputHeight(input.size(1), weight.size(0)),
        window.outputWidth(input.size(2), weight.size(1)),
        weight.size(3));
  }
}
