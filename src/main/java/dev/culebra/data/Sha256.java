package dev.culebra.data;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256 of the things data sets are made of. */
final class Sha256 {
  private static final long PIECE = 1L << 24;

  private Sha256() {}

  static byte[] bytes(byte[] content) {
    return digest().digest(content);
  }

  static String hex(byte[] content) {
    return HexFormat.of().formatHex(bytes(content));
  }

  static String hex(String text) {
    return hex(text.getBytes(StandardCharsets.UTF_8));
  }

  /** A line of text, then the bytes, then the labels (or null) as little-endian integers. */
  static String of(String title, MemorySegment content, int[] labels) {
    MessageDigest digest = digest();
    digest.update((title + "\n").getBytes(StandardCharsets.UTF_8));
    for (long begin = 0; begin < content.byteSize(); begin += PIECE) {
      long piece = Math.min(PIECE, content.byteSize() - begin);
      digest.update(content.asSlice(begin, piece).asByteBuffer());
    }
    if (labels != null) {
      ByteBuffer buffer = ByteBuffer.allocate(Math.multiplyExact(labels.length, Integer.BYTES));
      buffer.order(ByteOrder.LITTLE_ENDIAN).asIntBuffer().put(labels);
      digest.update(buffer);
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static MessageDigest digest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("[data] every JDK has SHA-256", impossible);
    }
  }
}
