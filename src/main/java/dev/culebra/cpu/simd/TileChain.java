package dev.culebra.cpu.simd;

import dev.culebra.kernel.Epilogue;
import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * All steps of a chain. Each step's result at an element depends on that element only, so they may
 * go through tiles of any length; tiles need not lie where the steps have them.
 *
 * @param run elements that share one of an operand; 0 if there is no such operand
 * @param reads arrays that are read element by element and are not in the caches
 * @param writes arrays that are written and are not in the caches
 */
public record TileChain(
    List<TileStep> steps, long run, List<MemorySegment> reads, List<MemorySegment> writes) {
  /** The function of a step that can do whole chains. */
  public interface Link extends Span {
    /** What does a chain whose first step this is; null if another step is of another kind. */
    Epilogue joined(TileChain chain);
  }

  /** What does the chain in one call; null if nothing does. */
  Epilogue joined() {
    return steps.getFirst().span() instanceof Link link ? link.joined(this) : null;
  }
}
