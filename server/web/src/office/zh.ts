// The Chinese messages that only offices need, from the message files that everything shares.

import evaluation from "../../../../locales/zh-Hans/evaluation.ftl?raw";
import office from "../../../../locales/zh-Hans/office.ftl?raw";
import org from "../../../../locales/zh-Hans/org.ftl?raw";
import quarantine from "../../../../locales/zh-Hans/quarantine.ftl?raw";
import roles from "../../../../locales/zh-Hans/roles.ftl?raw";

export default [evaluation, office, org, quarantine, roles];
