namespace IpvsPS.KernelTests.Namespaces;

/// <summary>The laws of an entered namespace hold at once, and after a minute in which nothing happened.</summary>
[Trait(Kernels.Waits, Kernels.ForSeconds)]
public sealed class IdleNamespaceTests(LabSession lab, IdleNamespaceTests.Stay stay)
    : NamespaceTestBase(lab),
        IClassFixture<IdleNamespaceTests.Stay>
{
    public static TheoryData<string> Laws => [.. IdleStay.Laws];

    [Theory]
    [MemberData(nameof(Laws))]
    public void It_holds_at_once(string law) => Assert.Equal("True", stay.Tried.AtOnce[law]);

    [Theory]
    [MemberData(nameof(Laws))]
    public void It_holds_after_a_minute(string law) => Assert.Equal("True", stay.Tried.Afterwards[law]);

    [Fact]
    public void The_session_is_home_again_and_left_nothing_behind()
    {
        Assert.Equal([Home], Lines(Here));
        Assert.Empty(stay.Tried.Warnings);
    }

    /// <summary>One stay for all tests.</summary>
    public sealed class Stay(LabSession lab) : IDisposable
    {
        private readonly TwoNamespaces _two = new();
        private IdleStay? _tried;

        internal IdleStay Tried => _tried ??= new IdleStay(lab, _two);

        public void Dispose() => _two.Dispose();
    }
}
