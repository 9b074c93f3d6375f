// The Tibetan messages that only offices need, from the message files that everything shares.

import evaluation from "../../../../locales/bo/evaluation.ftl?raw";
import office from "../../../../locales/bo/office.ftl?raw";
import org from "../../../../locales/bo/org.ftl?raw";
import quarantine from "../../../../locales/bo/quarantine.ftl?raw";
import roles from "../../../../locales/bo/roles.ftl?raw";

export default [evaluation, office, org, quarantine, roles];
