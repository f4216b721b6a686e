"""Europass files of invented people, in both formats; who they are stands in each, so that it can be looked for."""

import io
import json

from pypdf import PdfWriter

# Of the person none of this is taken.
PRIVATE = ("Canarina", "Gialli", "1987", "italiana", "Femminile", "FOTOSEGRETA", "Via Segreta", "segreta@example.org")
SKILLS_PASSPORT = """<?xml version="1.0" encoding="UTF-8"?>
<SkillsPassport xmlns="http://europass.cedefop.europa.eu/Europass" locale="it"><LearnerInfo>
<Identification>
  <PersonName><FirstName>Canarina</FirstName><Surname>Gialli</Surname></PersonName>
  <ContactInfo><Address><Contact><AddressLine>Via Segreta 7</AddressLine></Contact></Address>
    <Email><Contact>segreta@example.org</Contact></Email></ContactInfo>
  <Demographics><Birthdate year="1987" month="--03" day="---09"/>
    <Gender><Code>F</Code><Label>Femminile</Label></Gender>
    <NationalityList><Nationality><Code>IT</Code><Label>italiana</Label></Nationality></NationalityList></Demographics>
  <Photo><MimeType>image/png</MimeType><Data>FOTOSEGRETA</Data></Photo>
</Identification>
<WorkExperienceList><WorkExperience>
  <Period><From year="2019" month="--03" day="---05"/><To year="2020" month="--02"/></Period>
  <Position><Label>Saldatrice</Label></Position>
  <Activities>&lt;p&gt;Giunti &amp;amp; tubi&lt;/p&gt;
    &lt;script&gt;alert(1)&lt;/script&gt;&lt;ul&gt;&lt;li&gt;Turni&lt;/li&gt;&lt;/ul&gt;</Activities>
  <Employer><Name>Cantiere di prova</Name></Employer>
</WorkExperience></WorkExperienceList>
<EducationList><Education><Period><To year="2018"/></Period><Title>Diploma</Title>
  <Organisation><Name>Istituto</Name></Organisation><Level><Code>4</Code></Level><Field><Code>07</Code></Field>
</Education></EducationList>
<Skills><Linguistic>
  <MotherTongueList><MotherTongue><Description><Code>it</Code></Description></MotherTongue></MotherTongueList>
  <ForeignLanguageList>
    <ForeignLanguage><Description><Code>en</Code></Description>
      <ProficiencyLevel><Listening>B1</Listening><Reading>B2</Reading></ProficiencyLevel></ForeignLanguage>
    <ForeignLanguage><Description><Code>grc</Code><Label>greco antico</Label></Description>
      <ProficiencyLevel><Reading>Z9</Reading></ProficiencyLevel></ForeignLanguage>
  </ForeignLanguageList></Linguistic>
  <JobRelated><Description>Leggo il disegno tecnico e faccio saldatura TIG.</Description></JobRelated>
  <Driving><Description><Licence>B</Licence><Licence>C1E</Licence><Licence>Z</Licence></Description></Driving>
</Skills></LearnerInfo></SkillsPassport>"""
CANDIDATE = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Candidate xsi:schemaLocation="http://www.europass.eu/1.0 Candidate.xsd" xmlns="http://www.europass.eu/1.0"
 xmlns:oa="http://www.openapplications.org/oagis/9" xmlns:eures="http://www.europass_eures.eu/1.0"
 xmlns:hr="http://www.hr-xml.org/3" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
<hr:DocumentID schemeID="x" schemeName="DocumentIdentifier" schemeAgencyName="EUROPASS" schemeVersionID="4.0"/>
<CandidatePerson>
  <PersonName><oa:GivenName>Canarina</oa:GivenName><hr:FamilyName>Gialli</hr:FamilyName></PersonName>
  <Communication><ChannelCode>Email</ChannelCode><oa:URI>segreta@example.org</oa:URI></Communication>
  <Communication><Address><oa:AddressLine>Via Segreta 7</oa:AddressLine></Address></Communication>
  <NationalityCode>italiana</NationalityCode><hr:BirthDate>1987-03-09</hr:BirthDate><GenderCode>Femminile</GenderCode>
  <PrimaryLanguageCode name="NORMAL">ita</PrimaryLanguageCode>
</CandidatePerson>
<CandidateProfile languageCode="it"><hr:ID/>
<EmploymentHistory><EmployerHistory><hr:OrganizationName>Cantiere di prova</hr:OrganizationName>
  <PositionHistory><PositionTitle typeCode="FREETEXT">Saldatrice</PositionTitle>
    <eures:EmploymentPeriod><eures:StartDate><hr:FormattedDateTime>2019-03-05</hr:FormattedDateTime></eures:StartDate>
      <eures:EndDate><hr:FormattedDateTime>2020-02</hr:FormattedDateTime></eures:EndDate>
      <hr:CurrentIndicator>false</hr:CurrentIndicator></eures:EmploymentPeriod>
    <oa:Description>&lt;p&gt;Giunti &amp;amp; tubi&lt;/p&gt;
      &lt;ul&gt;&lt;li&gt;Turni&lt;/li&gt;&lt;/ul&gt;</oa:Description>
  </PositionHistory></EmployerHistory></EmploymentHistory>
<EducationHistory><EducationOrganizationAttendance><hr:OrganizationName>Istituto</hr:OrganizationName>
  <AttendancePeriod>
    <EndDate><hr:FormattedDateTime>2018-07</hr:FormattedDateTime></EndDate><Ongoing>false</Ongoing></AttendancePeriod>
  <EducationDegree><hr:DegreeName>Diploma</hr:DegreeName><FieldOfStudy typeCode="URI">
    <MainFieldOfStudy><ProgramConcentration>07</ProgramConcentration></MainFieldOfStudy></FieldOfStudy></EducationDegree>
  <EducationLevelCode>4</EducationLevelCode></EducationOrganizationAttendance></EducationHistory>
<eures:Licenses><eures:License><hr:LicenseTypeCode>B</hr:LicenseTypeCode></eures:License>
  <eures:License><hr:LicenseTypeCode>C1E</hr:LicenseTypeCode></eures:License>
  <eures:License><hr:LicenseTypeCode>Z</hr:LicenseTypeCode></eures:License></eures:Licenses>
<PersonQualifications><PersonCompetency><CompetencyID schemeName="NORMAL">eng</CompetencyID>
    <hr:TaxonomyID>language</hr:TaxonomyID>
    <eures:CompetencyDimension>
      <hr:CompetencyDimensionTypeCode>CEF-Understanding-Listening</hr:CompetencyDimensionTypeCode>
      <eures:Score><hr:ScoreText>B1</hr:ScoreText></eures:Score></eures:CompetencyDimension>
    <eures:CompetencyDimension><hr:CompetencyDimensionTypeCode>CEF-Understanding-Reading</hr:CompetencyDimensionTypeCode>
      <eures:Score><hr:ScoreText>B2</hr:ScoreText></eures:Score></eures:CompetencyDimension></PersonCompetency>
  <PersonCompetency><CompetencyID schemeName="FREE_TEXT">greco antico</CompetencyID>
    <hr:TaxonomyID>language</hr:TaxonomyID>
    <eures:CompetencyDimension><hr:CompetencyDimensionTypeCode>CEF-Understanding-Reading</hr:CompetencyDimensionTypeCode>
      <eures:Score><hr:ScoreText>Z9</hr:ScoreText></eures:Score></eures:CompetencyDimension></PersonCompetency>
</PersonQualifications>
<eures:Attachment><oa:EmbeddedData>FOTOSEGRETA</oa:EmbeddedData><oa:FileType>photo</oa:FileType></eures:Attachment>
<Skills><PersonCompetency><hr:TaxonomyID>Digital_Skill</hr:TaxonomyID>
  <hr:CompetencyName>Leggere il disegno tecnico</hr:CompetencyName></PersonCompetency></Skills>
</CandidateProfile></Candidate>"""


def in_a_pdf(xml: str, name: str = "attachment.xml") -> bytes:
    """As europass.europa.eu hands it over: the pages, and the document inside."""
    writer = PdfWriter()
    writer.add_blank_page(width=100, height=100)
    writer.add_attachment(name, xml.encode())
    file = io.BytesIO()
    writer.write(file)
    return file.getvalue()


def as_json(**learner) -> bytes:
    return json.dumps({"SkillsPassport": {"LearnerInfo": learner}}).encode()
