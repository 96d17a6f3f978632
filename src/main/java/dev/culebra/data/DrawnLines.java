package dev.culebra.data;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

/** Lines at given angles, drawn when they are asked for: white, 1, on black, 0. */
record DrawnLines(double[] angles) implements Samples {
  private static final LineDrawing DRAWING = new LineDrawing(Lines.SIDE);
  private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED;

  @Override
  public int count() {
    return angles.length;
  }

  @Override
  public void copy(int index, MemorySegment target, long begin) {
    target.asSlice(begin, (long) Lines.SIDE * Lines.SIDE * Float.BYTES).fill((byte) 0);
    DRAWING.draw(
        angles[index],
        (pixel, coverage) ->
            target.set(FLOAT, begin + (long) pixel * Float.BYTES, (float) coverage));
  }

  @Override
  public Samples range(int begin, int end) {
    return new DrawnLines(Arrays.copyOfRange(angles, begin, end));
  }

  @Override
  public Samples select(int[] chosen) {
    return new DrawnLines(Arrays.stream(chosen).mapToDouble(index -> angles[index]).toArray());
  }

  @Override
  public String hash(String title, int[] labels) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment bytes = arena.allocateFrom(ValueLayout.JAVA_DOUBLE, angles);
      return Sha256.of("lines at angles, " + title, bytes, labels);
    }
  }
}
