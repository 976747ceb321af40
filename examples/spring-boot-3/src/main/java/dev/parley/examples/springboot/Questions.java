package dev.parley.examples.springboot;

import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/** The desk over HTTP. */
@RestController
class Questions {
  private final Assistant assistant;
  private final Handbook handbook;

  Questions(Assistant assistant, Handbook handbook) {
    this.assistant = assistant;
    this.handbook = handbook;
  }

  @PostMapping("/ask")
  String ask(@RequestBody String question) {
    return assistant.answer(question, handbook.search(question));
  }
}
