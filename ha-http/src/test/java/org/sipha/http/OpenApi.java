package org.sipha.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The description of the pages, held against answers. More strictly than a client may: a key that
 * isn't described is a mistake here.
 */
final class OpenApi {
  private static final SchemaRegistry SCHEMAS =
      SchemaRegistry.withDefaultDialect(
          SpecificationVersion.DRAFT_2020_12,
          builder ->
              builder.schemaRegistryConfig(
                  SchemaRegistryConfig.builder().formatAssertionsEnabled(true).build()));

  private final JsonObject document;

  OpenApi(JsonObject document) {
    this.document = document;
    closeObjects(document.getJsonObject("components").getJsonObject("schemas"));
  }

  private static void closeObjects(Object value) {
    if (value instanceof JsonArray array) {
      array.forEach(OpenApi::closeObjects);
    } else if (value instanceof JsonObject object) {
      if (object.getValue("properties") instanceof JsonObject
          && !object.containsKey("additionalProperties")) {
        object.put("additionalProperties", false);
      }
      object.forEach(entry -> closeObjects(entry.getValue()));
    }
  }

  /** The described methods, in capitals, of each path. */
  Map<String, Set<String>> methods() {
    Map<String, Set<String>> methods = new TreeMap<>();
    JsonObject paths = document.getJsonObject("paths");
    for (String path : paths.fieldNames()) {
      Set<String> found = new TreeSet<>();
      paths.getJsonObject(path).fieldNames().forEach(m -> found.add(m.toUpperCase(Locale.ROOT)));
      methods.put(path, found);
    }
    return methods;
  }

  /** Each {@code METHOD path status} that is described by itself. */
  Set<String> answers() {
    Set<String> answers = new TreeSet<>();
    methods()
        .forEach(
            (path, methods) ->
                methods.forEach(
                    method ->
                        operation(method, path)
                            .getJsonObject("responses")
                            .fieldNames()
                            .forEach(status -> answers.add(method + " " + path + " " + status))));
    return answers;
  }

  private JsonObject operation(String method, String path) {
    JsonObject operation =
        document
            .getJsonObject("paths")
            .getJsonObject(path, new JsonObject())
            .getJsonObject(method.toLowerCase(Locale.ROOT));
    assertThat(operation).as(method + " " + path).isNotNull();
    return operation;
  }

  /**
   * Fails unless an answer is as described.
   *
   * @return {@code METHOD path status}, as in {@link #answers}
   */
  String check(String method, String path, HttpResponse<String> answer) {
    JsonObject responses = operation(method, path).getJsonObject("responses");
    String status = Integer.toString(answer.statusCode());
    String described = responses.containsKey(status) ? status : "default";
    JsonObject response = responses.getJsonObject(described);
    String where = method + " " + path + " " + described;
    if (response.containsKey("$ref")) {
      response = referred(response.getString("$ref"));
    }
    JsonObject content = response.getJsonObject("content");
    if (content == null) {
      assertThat(answer.body()).as(where).isEmpty();
      return where;
    }
    String type = answer.headers().firstValue("content-type").orElseThrow().split(";", 2)[0];
    assertThat(content.fieldNames()).as(where).contains(type);
    if (type.equals("application/json")) {
      JsonObject schema = content.getJsonObject(type).getJsonObject("schema");
      assertThat(schema(schema).validate(answer.body(), InputFormat.JSON))
          .as("%s: %s", where, answer.body())
          .isEmpty();
    }
    return where;
  }

  private JsonObject referred(String pointer) {
    JsonObject found = document;
    for (String name : pointer.substring("#/".length()).split("/")) {
      found = found.getJsonObject(name);
    }
    return found;
  }

  /** A schema beside those that it refers to. */
  private Schema schema(JsonObject schema) {
    JsonObject whole = schema.copy().put("components", document.getJsonObject("components"));
    return SCHEMAS.getSchema(whole.encode(), InputFormat.JSON);
  }
}
