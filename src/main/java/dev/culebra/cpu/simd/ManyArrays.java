package dev.culebra.cpu.simd;

import dev.culebra.kernel.Signature;
import dev.culebra.shape.TensorType;

/**
 * Several arrays cut into one sequence of chunks, none of which crosses from one array to the next.
 *
 * @param array the array of each chunk
 * @param begin its first element there
 * @param end the element after its last
 */
record ManyArrays(int[] array, long[] begin, long[] end) {
  static ManyArrays of(Signature signature) {
    int count = 0;
    for (TensorType type : signature.inputs()) {
      count += Chunks.count(type.elements());
    }
    ManyArrays arrays = new ManyArrays(new int[count], new long[count], new long[count]);
    int next = 0;
    for (int input = 0; input < signature.inputs().size(); input++) {
      long elements = signature.input(input).elements();
      for (int chunk = 0; chunk < Chunks.count(elements); chunk++) {
        arrays.array[next] = input;
        arrays.begin[next] = Chunks.begin(chunk);
        arrays.end[next] = Chunks.end(chunk, elements);
        next++;
      }
    }
    return arrays;
  }

  int count() {
    return array.length;
  }
}
