package dev.culebra.cpu.ref;

import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Signature;
import dev.culebra.op.VqNearest;
import dev.culebra.op.VqSizes;
import java.util.List;

final class VqNearestRef {
  private VqNearestRef() {}

  static Kernel select(VqNearest op, Signature signature) {
    VqSizes sizes = VqSizes.of(signature.input(0), signature.input(1));
    return RefKernel.of(
        signature, (inputs, outputs) -> search(op.cosine(), sizes, inputs, outputs));
  }

  /** Writes numbers and distances. */
  static void search(boolean cosine, VqSizes sizes, List<Cells> inputs, List<Cells> outputs) {
    Cells vectors = inputs.get(0);
    Cells codes = inputs.get(1);
    int depth = sizes.depth();
    long places = (long) sizes.samples() * sizes.heads();
    for (long place = 0; place < places; place++) {
      long first = place % sizes.heads() * sizes.codes();
      int nearest = 0;
      double least = Double.POSITIVE_INFINITY;
      for (int code = 0; code < sizes.codes(); code++) {
        double distance = distance(cosine, vectors, place, codes, first + code, depth);
        if (distance < least) {
          least = distance;
          nearest = code;
        }
      }
      outputs.get(0).set(place, nearest);
      outputs.get(1).set(place, distance(cosine, vectors, place, codes, first + nearest, depth));
    }
  }

  private static double distance(
      boolean cosine, Cells vectors, long vector, Cells codes, long code, int depth) {
    double[] products = new double[8];
    double[] left = new double[8];
    double[] right = new double[8];
    for (int j = 0; j < depth; j++) {
      double x = vectors.get(vector * depth + j);
      double c = codes.get(code * depth + j);
      products[j % 8] += cosine ? x * c : (x - c) * (x - c);
      left[j % 8] += x * x;
      right[j % 8] += c * c;
    }
    if (!cosine) {
      return total(products);
    }
    double lengths = total(left) * total(right);
    return 2 - 2 * (lengths == 0 ? 0 : total(products) / Math.sqrt(lengths));
  }

  private static double total(double[] s) {
    return ((s[0] + s[4]) + (s[2] + s[6])) + ((s[1] + s[5]) + (s[3] + s[7]));
  }
}
