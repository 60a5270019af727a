namespace IpvsPS.UnitTests.Views;

/// <summary>How objects are shown: as by default, or as Format-List or Format-Wide would.</summary>
public enum ViewShape
{
    Table,
    List,
    Wide,
}
