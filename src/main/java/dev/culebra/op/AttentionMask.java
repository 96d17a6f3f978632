package dev.culebra.op;

import java.util.List;

/**
 * Which keys a query sees: all; or those that are not behind it; or those of some blocks of keys
 * (Child et al. 2019); or both conditions at once.
 *
 * @param causal whether query i sees only keys 0 to i
 * @param block queries, and keys, of a block
 * @param pattern for each block of queries the blocks of keys that it sees, rising; empty if all
 *     see all
 */
public record AttentionMask(boolean causal, int block, List<List<Integer>> pattern) {
  /** Queries that kernels do at a time if the pattern does not say. */
  private static final int STANDARD = 64;

  /** Every query sees every key. */
  public static final AttentionMask NONE = new AttentionMask(false, STANDARD, List.of());

  /** Query i sees keys 0 to i. */
  public static final AttentionMask CAUSAL = new AttentionMask(true, STANDARD, List.of());

  public AttentionMask {
    pattern = pattern.stream().map(List::copyOf).toList();
    if (block < 1) {
      throw new IllegalArgumentException("[attention] blocks of " + block);
    }
    for (List<Integer> row : pattern) {
      if (!row.equals(row.stream().distinct().sorted().toList())
          || row.stream().anyMatch(each -> each < 0)) {
        throw new IllegalArgumentException("[attention] blocks " + row + " do not rise");
      }
    }
  }

  /** Only the given blocks of keys. */
  public AttentionMask blocks(int size, List<List<Integer>> seen) {
    return new AttentionMask(causal, size, seen);
  }

  /** Whether a query sees a key. */
  public boolean sees(int query, int key) {
    return (!causal || key <= query)
        && (pattern.isEmpty() || pattern.get(query / block).contains(key / block));
  }

  /** Why the mask does not fit so many queries and keys; null if it does. */
  String problem(int queries, int keys) {
    int blocks = (queries + block - 1) / block;
    if (!pattern.isEmpty() && pattern.size() != blocks) {
      return "pattern of " + pattern.size() + " blocks of queries, not " + blocks;
    }
    int keyBlocks = (keys + block - 1) / block;
    for (int i = 0; i < pattern.size(); i++) {
      List<Integer> row = pattern.get(i);
      if (row.isEmpty() || causal && row.getFirst() > i) {
        return "queries of block " + i + " see no key";
      }
      if (row.getLast() >= keyBlocks) {
        return "block " + row.getLast() + " is behind the last key";
      }
    }
    return queries > 0 && keys == 0 ? "no keys" : null;
  }
}
