/** The form of JUnit's XML that Jenkins, GitLab and GitHub's actions have in common, as a schema. Tests only. */
const counts = ['tests', 'failures', 'errors', 'skipped']
  .map((name) => `<xs:attribute name="${name}" type="xs:nonNegativeInteger" use="required"/>`)
  .join('');
const attribute = (name: string, type = 'string', use = 'required') =>
  `<xs:attribute name="${name}" type="xs:${type}" use="${use}"/>`;

export const junitSchema = `<?xml version="1.0" encoding="UTF-8"?>
<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" elementFormDefault="qualified">
  <xs:complexType name="told" mixed="true">${attribute('message')}${attribute('type', 'string', 'optional')}</xs:complexType>
  <xs:element name="testcase">
    <xs:complexType>
      <xs:choice minOccurs="0">
        <xs:element name="skipped" type="told"/>
        <xs:element name="failure" type="told"/>
      </xs:choice>
      ${attribute('name')}${attribute('classname')}${attribute('time', 'decimal')}
    </xs:complexType>
  </xs:element>
  <xs:element name="testsuite">
    <xs:complexType>
      <xs:sequence><xs:element ref="testcase" minOccurs="0" maxOccurs="unbounded"/></xs:sequence>
      ${attribute('name')}${counts}${attribute('time', 'decimal')}
    </xs:complexType>
  </xs:element>
  <xs:element name="testsuites">
    <xs:complexType>
      <xs:sequence><xs:element ref="testsuite" minOccurs="0" maxOccurs="unbounded"/></xs:sequence>
      ${attribute('name')}${counts}${attribute('time', 'decimal')}
    </xs:complexType>
  </xs:element>
</xs:schema>`;
