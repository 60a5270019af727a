namespace IpvsPS.KernelTests;

/// <summary>The session that all tests share.</summary>
public sealed class LabSessionTests(LabSession lab)
{
    [Theory]
    [InlineData("first")]
    [InlineData("second")]
    public void No_test_finds_the_variables_of_another(string which)
    {
        Assert.Equal(0, lab.Run("@(Get-Variable Left*).Count").Of<int>().Single());

        lab.Run($"$LeftByTheLastTest = '{which}'").ThrowOnError();

        Assert.Equal(which, lab.Run("$LeftByTheLastTest").Of<string>().Single());
    }
}
