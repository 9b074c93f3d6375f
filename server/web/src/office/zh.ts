// The Chinese messages that only offices need, from the message files that everything shares.

import office from "../../../../locales/zh-Hans/office.ftl?raw";
import quarantine from "../../../../locales/zh-Hans/quarantine.ftl?raw";
import roles from "../../../../locales/zh-Hans/roles.ftl?raw";
import statement from "../../../../locales/zh-Hans/statement.ftl?raw";

export default [office, quarantine, roles, statement];
