package org.lstm4j.samples.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class MetricsTest {
  @Test
  void valuesKeepTheirTypesAndOrder() throws IOException {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    new Metrics()
        .put("experiment", "sine \"quoted\"")
        .put("epochs", 200)
        .put("seed", Long.MAX_VALUE)
        .put("loss", 0.1)
        .put("beatsNaive", false)
        .put("nan", Double.NaN)
        .put("infinite", Double.NEGATIVE_INFINITY)
        .writeTo(file);
    assertEquals(
        List.of(
            "experiment VALUE_STRING sine \"quoted\"",
            "epochs VALUE_NUMBER_INT 200",
            "seed VALUE_NUMBER_INT 9223372036854775807",
            "loss VALUE_NUMBER_FLOAT 0.1",
            "beatsNaive VALUE_FALSE false",
            "nan VALUE_NULL null",
            "infinite VALUE_NULL null"),
        parse(file));
  }

  @Test
  void fileIsReadable() throws IOException {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    new Metrics().put("epochs", 200).put("loss", 0.5).writeTo(file);
    assertEquals(
        """
        {
          "epochs" : 200,
          "loss" : 0.5
        }
        """,
        file.toString(StandardCharsets.UTF_8));
  }

  @Test
  void nameIsThereOnce() {
    Metrics metrics = new Metrics().put("loss", 1.0);
    assertThrows(IllegalArgumentException.class, () -> metrics.put("loss", 2.0));
  }

  private static List<String> parse(ByteArrayOutputStream file) throws IOException {
    List<String> values = new ArrayList<>();
    try (JsonParser json = new JsonFactory().createParser(file.toByteArray())) {
      assertEquals(JsonToken.START_OBJECT, json.nextToken());
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String name = json.currentName();
        values.add(name + " " + json.nextToken() + " " + json.getText());
      }
      assertEquals(JsonToken.END_OBJECT, json.currentToken());
    }
    return values;
  }
}
