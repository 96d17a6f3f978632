package dev.culebra.plan;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Packs storages into one slab: largest first, each at the lowest offset where no storage alive at
 * the same time lies. Exact lifetimes make the slab's size the peak.
 */
final class SlabLayout {
  private static final long ALIGNMENT = 64;

  private final boolean reuse;
  private final List<Storage> placed = new ArrayList<>();
  private long size;

  SlabLayout(boolean reuse) {
    this.reuse = reuse;
  }

  /** Sets every storage's offset and returns the bytes needed. */
  long place(List<Storage> storages) {
    storages.stream()
        .sorted(
            Comparator.<Storage>comparingLong(storage -> -storage.bytes)
                .thenComparingInt(storage -> storage.firstCall))
        .forEach(this::place);
    return size;
  }

  private void place(Storage storage) {
    long needed = (Math.max(storage.bytes, 1) + ALIGNMENT - 1) & -ALIGNMENT;
    long offset = 0;
    // placed is kept sorted by offset, so the first gap wide enough is the lowest.
    for (Storage other : placed) {
      boolean together =
          !reuse || (other.firstCall <= storage.lastCall && storage.firstCall <= other.lastCall);
      if (together) {
        if (offset + needed <= other.offset) {
          break;
        }
        offset = Math.max(offset, (other.offset + other.bytes + ALIGNMENT - 1) & -ALIGNMENT);
      }
    }
    storage.offset = offset;
    int position = 0;
    while (position < placed.size() && placed.get(position).offset <= offset) {
      position++;
    }
    placed.add(position, storage);
    size = Math.max(size, offset + needed);
  }
}
