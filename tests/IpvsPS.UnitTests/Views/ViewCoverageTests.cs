using System.Reflection;
using System.Xml.Linq;
using IpvsPS.UnitTests.Module;
using Xunit;

namespace IpvsPS.UnitTests.Views;

/// <summary>Every type that a cmdlet writes can be seen as a table and as a list, and is in the approved files.</summary>
public sealed class ViewCoverageTests(ImportedModule module)
{
    private static readonly TypeCode[] Numbers =
    [
        TypeCode.Byte,
        TypeCode.Int16,
        TypeCode.UInt16,
        TypeCode.Int32,
        TypeCode.UInt32,
        TypeCode.Int64,
        TypeCode.UInt64,
        TypeCode.Double,
    ];

    /// <summary>The types that cmdlets say they write, less that of Invoke-NetNamespace, which writes what its block does, and
    /// text.</summary>
    private IEnumerable<Type> OutputTypes =>
        module
            .Cmdlets.SelectMany(cmdlet => cmdlet.OutputType)
            .Select(output => output.Type)
            .Where(type => type != typeof(void) && type != typeof(object) && type != typeof(string) && type != typeof(bool))
            .Distinct();

    [Fact]
    public void There_are_output_types() => Assert.InRange(OutputTypes.Count(), 15, 100);

    [Theory]
    [InlineData(ViewShape.Table)]
    [InlineData(ViewShape.List)]
    public void Every_output_type_has_a_view(ViewShape shape)
    {
        ILookup<string, XElement> views = ViewFile.Of(shape);

        Differences.AssertNone(
            OutputTypes
                .Where(type => views[type.FullName!].Count() != 1)
                .Select(type => $"{type} has {views[type.FullName!].Count()} views of the shape {shape}.")
        );
    }

    [Fact]
    public void Every_output_type_is_among_the_samples()
    {
        HashSet<string> sampled = [.. ViewSamples.All.Select(sample => sample.TypeName)];

        Differences.AssertNone(
            OutputTypes.Where(type => !sampled.Contains(type.FullName!)).Select(type => $"{type} has no sample."),
            ViewFile
                .Of(ViewShape.Table)
                .Select(views => views.Key)
                .Where(name => !sampled.Contains(name))
                .Select(name => $"{name} has a view and no sample.")
        );
    }

    [Fact]
    public void Numbers_stand_on_the_right()
    {
        IEnumerable<string> wrong =
            from type in OutputTypes
            from table in ViewFile.Of(ViewShape.Table)[type.FullName!]
            from column in table.Descendants("TableColumnHeader").Zip(table.Descendants("TableColumnItem"))
            let property = column.Second.Element("PropertyName")?.Value
            where property is not null && IsNumber(type.GetProperty(property)!) && column.First.Element("Alignment")?.Value != "Right"
            select $"{type.Name}: the column {property} is a number and not on the right.";

        Differences.AssertNone(wrong);
    }

    [Fact]
    public void Every_column_has_an_item() =>
        Differences.AssertNone(
            ViewFile
                .Of(ViewShape.Table)
                .SelectMany(views => views)
                .Where(table => table.Descendants("TableColumnHeader").Count() != table.Descendants("TableColumnItem").Count())
                .Select(table => $"{table.Element("Name")!.Value} has other columns than headers.")
        );

    private static bool IsNumber(PropertyInfo property)
    {
        Type type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
        return !type.IsEnum && Numbers.Contains(Type.GetTypeCode(type));
    }
}
