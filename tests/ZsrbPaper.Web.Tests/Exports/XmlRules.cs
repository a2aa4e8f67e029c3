using System.Globalization;
using System.Xml.Linq;
using Xunit;

namespace ZsrbPaper.Web.Tests.Exports;

/// <summary>The rules of the schemas of METS 1.12, MODS 3.7 and ALTO 4.4, as far as this portal uses them.</summary>
internal static class XmlRules
{
    private static readonly XNamespace _mets = "http://www.loc.gov/METS/";
    private static readonly XNamespace _mods = "http://www.loc.gov/mods/v3";
    private static readonly XNamespace _xlink = "http://www.w3.org/1999/xlink";

    /// <summary>For each element its children in their order, and its attributes; <c>!</c> behind one that must be there.</summary>
    private static readonly Dictionary<string, (string Children, string Attributes)> _metsRules = new()
    {
        ["mets"] = ("metsHdr dmdSec amdSec fileSec structMap!", "OBJID LABEL TYPE"),
        ["metsHdr"] = ("agent altRecordID metsDocumentID", "CREATEDATE LASTMODDATE"),
        ["agent"] = ("name! note", "ROLE! TYPE OTHERTYPE"),
        ["metsDocumentID"] = ("", "ID TYPE"),
        ["dmdSec"] = ("mdRef mdWrap", "ID!"),
        ["mdWrap"] = ("binData xmlData", "MDTYPE! MDTYPEVERSION"),
        ["fileSec"] = ("fileGrp!", ""),
        ["fileGrp"] = ("file", "USE"),
        ["file"] = ("FLocat", "ID! MIMETYPE GROUPID"),
        ["FLocat"] = ("", "LOCTYPE! type href"),
        ["structMap"] = ("div!", "TYPE"),
        ["div"] = ("mptr fptr div", "ID ORDER ORDERLABEL LABEL DMDID TYPE CONTENTIDS"),
        ["fptr"] = ("par seq area", "FILEID"),
        ["seq"] = ("area", ""),
        ["area"] = ("", "FILEID! BEGIN BETYPE"),
    };

    private static readonly HashSet<string> _modsTop =
        ["titleInfo", "name", "typeOfResource", "genre", "originInfo", "language", "physicalDescription", "abstract", "note", "relatedItem", "identifier", "location", "accessCondition", "part"];

    private static readonly Dictionary<string, (string Children, string Attributes)> _altoRules = new()
    {
        ["alto"] = ("Description Styles Tags ReadingOrder Layout!", "SCHEMAVERSION"),
        ["Description"] = ("MeasurementUnit! sourceImageInformation OCRProcessing Processing", ""),
        ["sourceImageInformation"] = ("fileName fileIdentifier documentIdentifier", ""),
        ["fileIdentifier"] = ("", "fileIdentifierLocation"),
        ["Processing"] = ("processingCategory processingDateTime processingAgency processingStepDescription processingStepSettings processingSoftware", "ID!"),
        ["processingSoftware"] = ("softwareCreator softwareName softwareVersion applicationDescription", ""),
        ["StructureTag"] = ("XmlData", "ID! TYPE LABEL! DESCRIPTION URI"),
        ["Tags"] = ("StructureTag", ""),
        ["Layout"] = ("Page!", ""),
        ["Page"] = ("TopMargin LeftMargin RightMargin BottomMargin PrintSpace", "ID! HEIGHT WIDTH PHYSICAL_IMG_NR! PRINTED_IMG_NR LANG"),
        ["PrintSpace"] = ("Shape ComposedBlock TextBlock", "HEIGHT WIDTH HPOS VPOS"),
        ["ComposedBlock"] = ("Shape TextBlock", "ID! TAGREFS TYPE HEIGHT WIDTH HPOS VPOS"),
        ["TextBlock"] = ("Shape TextLine", "ID! TAGREFS PROCESSINGREFS HEIGHT WIDTH HPOS VPOS"),
        ["TextLine"] = ("Shape String! SP HYP", "HEIGHT WIDTH HPOS VPOS"),
        ["String"] = ("", "CONTENT! HEIGHT WIDTH HPOS VPOS"),
        ["SP"] = ("", "HEIGHT WIDTH HPOS VPOS"),
        ["Shape"] = ("Polygon!", ""),
        ["Polygon"] = ("", "POINTS!"),
    };

    public static void CheckMets(XDocument document)
    {
        Assert.Equal(_mets + "mets", document.Root!.Name);
        CheckIds(document, ["DMDID", "FILEID"]);
        foreach (var element in document.Descendants().Where(element => element.Name.Namespace == _mets))
        {
            Check(element, _metsRules);
        }

        Assert.All(document.Descendants(_mets + "agent"), agent => Assert.Contains((string)agent.Attribute("ROLE")!, new[] { "CREATOR", "EDITOR", "ARCHIVIST", "PRESERVATION", "DISSEMINATOR", "CUSTODIAN", "IPOWNER", "OTHER" }));
        Assert.All(document.Descendants(_mets + "area"), area => Assert.Equal("IDREF", (string?)area.Attribute("BETYPE")));
        Assert.All(document.Descendants(_mets + "fptr"), pointer => Assert.True(pointer.Attribute("FILEID") is null == pointer.HasElements));
        Assert.All(document.Descendants(_mets + "FLocat"), place => Assert.True(Uri.IsWellFormedUriString((string)place.Attribute(_xlink + "href")!, UriKind.Absolute)));
        Assert.All(document.Descendants(_mets + "metsHdr").Attributes(), moment => Assert.True(DateTimeOffset.TryParse(moment.Value, CultureInfo.InvariantCulture, out _)));
        Assert.All(document.Descendants(_mods + "mods").Elements(), element => Assert.Contains(element.Name.LocalName, _modsTop));
        Assert.All(document.Descendants(_mods + "mods"), record => Assert.NotEmpty(record.Elements(_mods + "titleInfo").Elements(_mods + "title")));
    }

    public static void CheckAlto(XDocument document)
    {
        XNamespace alto = "http://www.loc.gov/standards/alto/ns-v4#";
        Assert.Equal(alto + "alto", document.Root!.Name);
        Assert.All(document.Descendants(), element => Assert.Equal(alto, element.Name.Namespace));
        CheckIds(document, ["TAGREFS", "PROCESSINGREFS"]);
        foreach (var element in document.Descendants())
        {
            if (element.Name.LocalName != "TextLine")
            {
                Check(element, _altoRules);
            }
            else
            {
                // Words, with no more than one space between two.
                var children = element.Elements().Select(child => child.Name.LocalName).ToList();
                Assert.Equal("String", children[0]);
                Assert.DoesNotContain(children.Zip(children.Skip(1)), pair => pair is ("SP", "SP"));
                Assert.All(children, child => Assert.Contains(child, new[] { "String", "SP" }));
            }

            Assert.All(
                element.Attributes().Where(attribute => attribute.Name.LocalName is "HEIGHT" or "WIDTH" or "HPOS" or "VPOS" or "PHYSICAL_IMG_NR"),
                number => Assert.True(double.TryParse(number.Value, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && value >= 0, $"{number}"));
        }
    }

    private static void CheckIds(XDocument document, string[] references)
    {
        var ids = document.Descendants().Attributes("ID").Select(id => id.Value).ToList();
        Assert.Equal(ids.Count, ids.Distinct().Count());
        Assert.All(ids, id => System.Xml.XmlConvert.VerifyNCName(id));
        Assert.All(references.SelectMany(name => document.Descendants().Attributes(name)).SelectMany(attribute => attribute.Value.Split(' ')), id => Assert.Contains(id, ids));
    }

    private static void Check(XElement element, Dictionary<string, (string Children, string Attributes)> rules)
    {
        var name = element.Name.LocalName;
        if (!rules.TryGetValue(name, out var rule))
        {
            Assert.False(element.HasAttributes || element.Elements().Any(child => rules.ContainsKey(child.Name.LocalName)), $"No rule for {name}");
            return;
        }

        var allowed = rule.Children.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var places = element.Elements().Select(child => Array.FindIndex(allowed, other => other.TrimEnd('!') == child.Name.LocalName)).ToList();
        Assert.True(!places.Contains(-1) && places.Order().SequenceEqual(places), $"Children of {name}: {string.Join(' ', element.Elements().Select(child => child.Name.LocalName))}");
        Assert.All(allowed.Where(child => child.EndsWith('!')), child => Assert.NotEmpty(element.Elements(element.Name.Namespace + child.TrimEnd('!'))));
        var attributes = rule.Attributes.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        Assert.All(
            element.Attributes().Where(attribute => !attribute.IsNamespaceDeclaration),
            attribute => Assert.Contains(attributes, other => other.TrimEnd('!') == attribute.Name.LocalName));
        Assert.All(attributes.Where(attribute => attribute.EndsWith('!')), attribute => Assert.NotNull(element.Attribute(attribute.TrimEnd('!'))));
    }
}
