// The names of the kinds of trainings in both languages at once: titles are needed in both, and most
// trainings are called as their kind is.

import { FluentBundle, FluentResource } from "@fluent/bundle";
import bo from "../../../../locales/bo/kinds.ftl?raw";
import zh from "../../../../locales/zh-Hans/kinds.ftl?raw";

function named(language: string, text: string): (kind: string) => string {
  const bundle = new FluentBundle(language, { useIsolating: false });
  bundle.addResource(new FluentResource(text));
  return (kind) => {
    const pattern = bundle.getMessage(`kind-${kind}`)?.value;
    return pattern ? bundle.formatPattern(pattern) : "";
  };
}

export const titleBo = named("bo", bo);
export const titleZh = named("zh-Hans", zh);
