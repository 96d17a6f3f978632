package dev.culebra.cpu.ref;

import dev.culebra.op.Window2d;
import dev.culebra.shape.Shape;

/**
 * The triples (input pixel, kernel tap, output pixel) that meet in a convolution, which its forward
 * pass and both adjoints share.
 */
final class ConvLoops {
  private ConvLoops() {}

  /**
   * Receives row-major offsets into input {@code [N,H,W,C]}, weight and output {@code [N,H',W',O]}.
   */
  @FunctionalInterface
  interface Visitor {
    void visit(long input, long weight, long output);
  }

  /**
   * @param input {@code [N,H,W,C]}
   * @param weight {@code [KH,KW,C/groups,O]}
   * @param output {@code [N,H',W',O]}
   */
  static void over(
      Shape input, Shape weight, Shape output, Window2d window, int groups, Visitor visitor) {
    int groupInputs = weight.size(2);
    int outputs = weight.size(3);
    int groupOutputs = outputs / groups;
    for (int n = 0; n < input.size(0); n++) {
      for (int i = 0; i < output.size(1); i++) {
        for (int j = 0; j < output.size(2); j++) {
          for (int k = 0; k < weight.size(0); k++) {
            int row = i * window.strideHeight() + k * window.dilationHeight() - window.top();
            if (row < 0 || row >= input.size(1)) {
              continue;
            }
            for (int l = 0; l < weight.size(1); l++) {
              int column = j * window.strideWidth() + l * window.dilationWidth() - window.left();
              if (column < 0 || column >= input.size(2)) {
                continue;
              }
              long pixel = ((long) n * input.size(1) + row) * input.size(2) + column;
              long tap = (long) k * weight.size(1) + l;
              long place = ((long) n * output.size(1) + i) * output.size(2) + j;
              for (int o = 0; o < outputs; o++) {
                int firstChannel = o / groupOutputs * groupInputs;
                for (int c = 0; c < groupInputs; c++) {
                  visitor.visit(
                      pixel * input.size(3) + firstChannel + c,
                      (tap * groupInputs + c) * outputs + o,
                      place * outputs + o);
                }
              }
            }
          }
        }
      }
    }
  }

  /** Writes sums kept in double. */
  static void store(double[] totals, Cells target) {
    for (int i = 0; i < totals.length; i++) {
      target.set(i, totals[i]);
    }
  }
}
