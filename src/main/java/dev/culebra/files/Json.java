package dev.culebra.files;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.jr.ob.JSON;
import com.fasterxml.jackson.jr.ob.JSONObjectException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * JSON of maps, lists, strings, numbers, booleans and records. Objects keep their order; a name
 * given twice is an error. Not-a-number and infinities, which JSON lacks, are written as the
 * strings {@code "NaN"}, {@code "Infinity"} and {@code "-Infinity"}.
 */
public final class Json {
  private static final JSON COMPACT = configured();
  private static final JSON PRETTY = COMPACT.with(JSON.Feature.PRETTY_PRINT_OUTPUT);

  private Json() {}

  private static JSON configured() {
    JSON json =
        JSON.builder()
            .enable(JSON.Feature.WRITE_NULL_PROPERTIES, JSON.Feature.FAIL_ON_UNKNOWN_BEAN_PROPERTY)
            .build();
    json.getStreamingFactory().enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION);
    return json;
  }

  /** The value on one line. */
  public static String line(Object value) {
    return text(COMPACT, value);
  }

  /** The value on many indented lines, with a line end after the last. */
  public static String pretty(Object value) {
    return text(PRETTY, value) + "\n";
  }

  /**
   * The object in a text, in the order written.
   *
   * @throws UserError if the text is not one JSON object; {@code source} names it in the message
   */
  public static Map<String, Object> parseMap(String source, String text) {
    return parsed(source, text, COMPACT::mapFrom);
  }

  /**
   * The record in a text.
   *
   * @throws UserError if the text is not JSON or does not fit the record
   */
  public static <T> T parse(String source, String text, Class<T> type) {
    return parsed(source, text, parser -> COMPACT.beanFrom(type, parser));
  }

  /**
   * The object in a file, in the order written.
   *
   * @throws UserError if the file cannot be read or is not one JSON object
   */
  public static Map<String, Object> readMap(Path file) {
    return parseMap(file.toString(), content(file));
  }

  /**
   * The record in a file.
   *
   * @throws UserError if the file cannot be read, is not JSON or does not fit the record
   */
  public static <T> T read(Path file, Class<T> type) {
    return parse(file.toString(), content(file), type);
  }

  /**
   * Replaces a file by the value, indented; atomic.
   *
   * @throws UserError if the file cannot be written
   */
  public static void write(Path file, Object value) {
    AtomicFiles.write(file, pretty(value));
  }

  private static String content(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException problem) {
      throw FileProblem.reading(file, problem);
    }
  }

  private static String text(JSON json, Object value) {
    try {
      return json.asString(plain(value));
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }

  // The library would sort a record's components by name; people read them in the order declared.
  private static Object plain(Object value) {
    return switch (value) {
      case Record component -> components(component);
      case Map<?, ?> map -> {
        Map<String, Object> copy = new LinkedHashMap<>();
        map.forEach((key, item) -> copy.put(key.toString(), plain(item)));
        yield copy;
      }
      case Collection<?> items -> items.stream().map(Json::plain).toList();
      case Path path -> path.toString();
      case null -> null;
      default -> value;
    };
  }

  private static Map<String, Object> components(Record parent) {
    Map<String, Object> map = new LinkedHashMap<>();
    for (RecordComponent component : parent.getClass().getRecordComponents()) {
      try {
        component.getAccessor().setAccessible(true);
        map.put(component.getName(), plain(component.getAccessor().invoke(parent)));
      } catch (ReflectiveOperationException problem) {
        throw new IllegalStateException("[json] cannot read " + component, problem);
      }
    }
    return map;
  }

  @FunctionalInterface
  private interface Parsing<T> {
    T from(JsonParser parser) throws IOException;
  }

  private static <T> T parsed(String source, String text, Parsing<T> parsing) {
    try (JsonParser parser = COMPACT.createParser(text)) {
      T value = parsing.from(parser);
      if (parser.nextToken() != null) {
        throw new IOException("more text after the object");
      }
      return value;
    } catch (JSONObjectException problem) {
      throw damaged(source, problem.getOriginalMessage(), problem);
    } catch (JsonProcessingException problem) {
      String place = " at line " + problem.getLocation().getLineNr();
      place += " column " + problem.getLocation().getColumnNr();
      throw damaged(source, problem.getOriginalMessage() + place, problem);
    } catch (IOException problem) {
      throw damaged(source, problem.getMessage(), problem);
    }
  }

  private static UserError damaged(String source, String fact, IOException cause) {
    String oneLine = fact.replaceAll("\\s+", " ");
    return new UserError(
        source + ": not the expected JSON: " + oneLine + "; repair it or restore a good copy",
        cause);
  }
}
