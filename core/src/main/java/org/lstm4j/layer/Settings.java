package org.lstm4j.layer;

import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.lstm4j.kernel.Activation;

/**
 * The settings of a layer as they stand in a model file: names with numbers, words, truth values,
 * lists or settings within settings. Every question has one clear answer or ends in one sentence.
 */
public final class Settings {
  private final String owner;
  private final Map<String, Object> values;
  private final Set<String> read = new HashSet<>();

  /** No settings yet. */
  public Settings() {
    owner = "";
    values = new LinkedHashMap<>();
  }

  /**
   * Settings from a file.
   *
   * @param owner whose settings these are, for messages
   * @param values a map: whole numbers as {@code Long}, others as {@code Double}, text, truth
   *     values, lists and maps
   * @throws IllegalArgumentException if it is no map of texts
   */
  public Settings(String owner, Object values) {
    this.owner = owner;
    this.values = new LinkedHashMap<>();
    if (!(values instanceof Map<?, ?> map)) {
      throw new IllegalArgumentException("'%s' is missing or no JSON object".formatted(owner));
    }
    map.forEach((name, value) -> this.values.put((String) name, value));
  }

  /**
   * Checks a size.
   *
   * @param what its name, for the message
   * @param size the size
   * @throws IllegalArgumentException if it is not positive
   */
  public static void checkSize(String what, int size) {
    if (size < 1) {
      throw new IllegalArgumentException("the %s is %d; expected at least 1".formatted(what, size));
    }
  }

  /**
   * Checks a number.
   *
   * @param what its name, for the message
   * @param number the number
   * @throws IllegalArgumentException if it is not positive and finite
   */
  public static void checkPositive(String what, double number) {
    if (!(number > 0 && Double.isFinite(number))) {
      throw new IllegalArgumentException(
          "the %s is %s; expected a positive, finite number".formatted(what, number));
    }
  }

  /**
   * Sets a whole number.
   *
   * @param name its name
   * @param value the number
   * @return this
   */
  public Settings with(String name, long value) {
    values.put(name, value);
    return this;
  }

  /**
   * Sets a number.
   *
   * @param name its name
   * @param value the number
   * @return this
   */
  public Settings with(String name, double value) {
    values.put(name, value);
    return this;
  }

  /**
   * Sets a truth value.
   *
   * @param name its name
   * @param value the value
   * @return this
   */
  public Settings with(String name, boolean value) {
    values.put(name, value);
    return this;
  }

  /**
   * Sets one of the constants of an enum, written in lower case.
   *
   * @param name its name
   * @param value the constant
   * @return this
   */
  public Settings with(String name, Enum<?> value) {
    values.put(name, lower(value));
    return this;
  }

  /**
   * Sets an activation function.
   *
   * @param name its name
   * @param value the function
   * @return this
   */
  public Settings with(String name, Activation value) {
    values.put(name, value.toString());
    return this;
  }

  /**
   * Sets a list of numbers, words or maps.
   *
   * @param name its name
   * @param value the list
   * @return this
   */
  public Settings with(String name, List<?> value) {
    values.put(name, value);
    return this;
  }

  /** {@return all settings in order, for a file} */
  public Map<String, Object> values() {
    return values;
  }

  /**
   * {@return whether there is a setting}
   *
   * @param name its name
   */
  public boolean has(String name) {
    read.add(name);
    return values.containsKey(name);
  }

  /**
   * {@return a whole number of at least 1}
   *
   * @param name its name
   * @throws IllegalArgumentException if there is no such number
   */
  public int size(String name) {
    return wholeNumber(name, 1);
  }

  /**
   * {@return a whole number}
   *
   * @param name its name
   * @param least the least that it may be
   * @throws IllegalArgumentException if there is no such number
   */
  public int wholeNumber(String name, int least) {
    if (get(name) instanceof Long number && number >= least && number <= Integer.MAX_VALUE) {
      return number.intValue();
    }
    throw wrong(name, "a whole number of at least " + least);
  }

  /**
   * {@return a text}
   *
   * @param name its name
   * @throws IllegalArgumentException if there is no such text
   */
  public String text(String name) {
    if (get(name) instanceof String text) {
      return text;
    }
    throw wrong(name, "a string");
  }

  /**
   * {@return a list of numbers}
   *
   * @param name its name
   * @throws IllegalArgumentException if there is no such list
   */
  public double[] numbers(String name) {
    List<?> list = list(name);
    double[] numbers = new double[list.size()];
    for (int i = 0; i < numbers.length; i++) {
      if (!(list.get(i) instanceof Number number)) {
        throw wrong(name, "a list of numbers");
      }
      numbers[i] = number.doubleValue();
    }
    return numbers;
  }

  /**
   * {@return settings within these}
   *
   * @param name their name
   * @throws IllegalArgumentException if there are none
   */
  public Settings settings(String name) {
    Object value = get(name);
    if (value instanceof Map<?, ?>) {
      return new Settings(owner, value);
    }
    throw wrong(name, "a JSON object");
  }

  /**
   * {@return a number}
   *
   * @param name its name
   * @throws IllegalArgumentException if there is no such number
   */
  public double number(String name) {
    if (get(name) instanceof Number number) {
      return number.doubleValue();
    }
    throw wrong(name, "a number");
  }

  /**
   * {@return a truth value}
   *
   * @param name its name
   * @throws IllegalArgumentException if there is no such value
   */
  public boolean flag(String name) {
    if (get(name) instanceof Boolean flag) {
      return flag;
    }
    throw wrong(name, "true or false");
  }

  /**
   * {@return one of the constants of an enum, by its name in lower case}
   *
   * @param name its name
   * @param type the enum
   * @param <E> the enum
   * @throws IllegalArgumentException if there is no such constant
   */
  public <E extends Enum<E>> E constant(String name, Class<E> type) {
    E[] constants = type.getEnumConstants();
    if (get(name) instanceof String text) {
      for (E constant : constants) {
        if (lower(constant).equals(text)) {
          return constant;
        }
      }
    }
    throw wrong(name, "one of " + Arrays.stream(constants).map(Settings::lower).toList());
  }

  /**
   * {@return an activation function}
   *
   * @param name its name
   * @throws IllegalArgumentException if there is no such function
   */
  public Activation activation(String name) {
    if (get(name) instanceof String text) {
      try {
        return Activation.parse(text);
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException(
            "'%s': %s: %s".formatted(owner, name, e.getMessage()), e);
      }
    }
    throw wrong(name, "an activation, such as " + Activation.TANH);
  }

  /**
   * {@return a list}
   *
   * @param name its name
   * @throws IllegalArgumentException if there is no such list
   */
  public List<?> list(String name) {
    if (get(name) instanceof List<?> list) {
      return list;
    }
    throw wrong(name, "a list");
  }

  /**
   * {@return a list of settings within these}
   *
   * @param name its name
   * @throws IllegalArgumentException if there is no such list
   */
  public List<Settings> settingsList(String name) {
    return list(name).stream().map(value -> new Settings(owner, value)).toList();
  }

  /**
   * Checks that nobody wrote settings that nobody reads.
   *
   * @throws IllegalArgumentException naming the first one that was not read
   */
  public void checkAllRead() {
    for (String name : values.keySet()) {
      if (!read.contains(name)) {
        throw new IllegalArgumentException(
            "'%s': there is an unknown setting '%s'; expected %s"
                .formatted(owner, name, new TreeSet<>(read)));
      }
    }
  }

  private Object get(String name) {
    read.add(name);
    return values.get(name);
  }

  private IllegalArgumentException wrong(String name, String expected) {
    return new IllegalArgumentException(
        "'%s': %s is %s; expected %s".formatted(owner, name, values.get(name), expected));
  }

  private static String lower(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
