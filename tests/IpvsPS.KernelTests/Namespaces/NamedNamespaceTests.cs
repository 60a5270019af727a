using System.Management.Automation;

namespace IpvsPS.KernelTests.Namespaces;

public sealed class NamedNamespaceTests(LabSession lab) : EmptyDirectoryTestBase(lab)
{
    [Fact]
    public void New_makes_what_ip_netns_lists_uses_and_deletes()
    {
        dynamic made = Lab.Run("New-NetNamespace red").ThrowOnError().Output[0];

        Assert.Equal("red", made.Name);
        Assert.Equal($"net:[{made.Inode}]", NamespaceOf("red"));
        Assert.NotEqual(Home, NamespaceOf("red"));
        LabSession.Native("ip netns delete red");
        Assert.Empty(Lab.Run("Get-NetNamespace").ThrowOnError().Output);
    }

    [Fact]
    public void What_ip_netns_adds_is_listed_entered_and_removed()
    {
        LabSession.Native("ip netns add blue");

        Assert.Equal(["blue"], Lines("(Get-NetNamespace blue).Name"));
        Assert.Equal([NamespaceOf("blue")], Lines("Invoke-NetNamespace blue { readlink /proc/self/ns/net }"));
        Lab.Run("Remove-NetNamespace blue -Confirm:$false").ThrowOnError();
        Assert.Empty(NamesOfIp());
        Assert.Empty(Files());
    }

    [Fact]
    public void New_after_and_before_ip_netns_add_share_one_mount()
    {
        LabSession.Native("ip netns add first");
        Lab.Run("New-NetNamespace second").ThrowOnError();
        LabSession.Native("ip netns add third");

        Assert.Equal(["first", "second", "third"], NamesOfIp());
        Assert.Equal("1", LabSession.Native("grep -c ' /run/netns ' /proc/self/mountinfo").Trim());
    }

    [Fact]
    public void Removing_a_name_removes_it_in_other_mount_namespaces_too()
    {
        LabSession.Native("umount -l /run/netns; true");
        Lab.Run("New-NetNamespace shared").ThrowOnError();
        LabSession.Native("unshare -m --propagation slave sh -c 'sleep 60 & echo $!' > /run/holder");

        Lab.Run("Remove-NetNamespace shared -Confirm:$false").ThrowOnError();

        Assert.Equal(
            "0",
            LabSession.Native("grep -c /run/netns/shared /proc/$(cat /run/holder)/mountinfo; kill $(cat /run/holder)").Trim()
        );
    }

    [Theory]
    [InlineData("New-NetNamespace red", "DOWN")]
    [InlineData("New-NetNamespace red -LoopbackUp", "UP")]
    public void Loopback_is_up_only_when_asked(string script, string state)
    {
        Lab.Run(script).ThrowOnError();

        Assert.Contains(
            state == "UP" ? "<LOOPBACK,UP" : "<LOOPBACK>",
            LabSession.Native("ip -n red link show lo"),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Get_sorts_and_takes_patterns_and_names_from_the_pipeline()
    {
        Lab.Run("'pod-b', 'pod-a', 'other' | New-NetNamespace").ThrowOnError();

        Assert.Equal(["other", "pod-a", "pod-b"], Lines("(Get-NetNamespace).Name"));
        Assert.Equal(["pod-a", "pod-b"], Lines("(Get-NetNamespace pod-*).Name"));
        Assert.Equal(["other"], Lines("[pscustomobject]@{ Name = 'other' } | Get-NetNamespace | ForEach-Object Name"));
        Assert.Empty(Lab.Run("Get-NetNamespace none*").ThrowOnError().Output);
    }

    [Fact]
    public void Get_leaves_out_what_is_no_namespace_and_Remove_cleans_it()
    {
        LabSession.Native(
            "mkdir -p /run/netns; touch /run/netns/leftover; ln -s /proc/999999/ns/net /run/netns/dangling; "
                + "ln -s /proc/1/ns/net /run/netns/linked"
        );

        Assert.Equal(["linked"], Lines("(Get-NetNamespace).Name"));
        Lab.Run("Remove-NetNamespace leftover, dangling, linked -Confirm:$false").ThrowOnError();
        Assert.Empty(Files());
        Assert.Equal(Home, LabSession.Native("readlink /proc/1/ns/net").Trim());
    }

    [Fact]
    public void What_a_shell_would_run_is_only_a_name()
    {
        const string name = "$(touch pwned); touch pwned | `id` & -x";
        Lab.Run($"New-NetNamespace '{name}' -LoopbackUp; Invoke-NetNamespace '{name}' -FilePath true").ThrowOnError();

        Assert.Equal($"{name}\n", Files());
        Assert.Equal(["lo"], Lines($"(Get-NetLink lo -NetNamespace '{name}').Name"));
        Lab.Run($"Remove-NetNamespace '{name}' -Confirm:$false").ThrowOnError();
        Assert.Empty(Files());
    }

    [Theory]
    [InlineData("../x", "slash")]
    [InlineData("a/b", "slash")]
    [InlineData(".", "directory")]
    [InlineData("..", "directory")]
    [InlineData("red\0x", "NUL")]
    public void A_name_that_is_none_is_refused_before_anything(string name, string word)
    {
        Fails($"New-NetNamespace '{name}'", "NetNamespaceNameInvalid", ErrorCategory.InvalidArgument, word);
        Fails($"Register-NetNamespace $PID '{name}'", "NetNamespaceNameInvalid", ErrorCategory.InvalidArgument, word);
        Fails($"Remove-NetNamespace '{name}' -Confirm:$false", "NetNamespaceNameInvalid", ErrorCategory.InvalidArgument, word);
    }

    [Fact]
    public void A_name_too_long_is_refused() =>
        Fails("New-NetNamespace ('n' * 256)", "NetNamespaceNameInvalid", ErrorCategory.InvalidArgument, "255");

    /// <summary>Objects may say anything, and a path up to a NUL may be another.</summary>
    [Theory]
    [InlineData("@{ Name = '../../proc/1/ns/net' }", "slash")]
    [InlineData("@{ Name = '/proc/1/ns/net' }", "slash")]
    [InlineData("@{ Name = '..' }", "directory")]
    [InlineData("@{ Name = \"red`0x\" }", "NUL")]
    [InlineData("@{ Path = \"/proc/1/ns/net`0x\" }", "NUL")]
    public void An_object_leads_nowhere_but_to_its_name(string properties, string word)
    {
        Lab.Run($"New-NetNamespace red; $netns = [IpvsPS.NetNamespace]{properties}").ThrowOnError();
        foreach (
            string command in (string[])
                [
                    "Get-NetLink lo -NetNamespace $netns",
                    "Enter-NetNamespace $netns",
                    "Invoke-NetNamespace $netns { 'ran' }",
                    "Invoke-NetNamespace $netns -FilePath true",
                    "New-DummyLink d1 | Move-NetLink -Destination $netns",
                ]
        )
        {
            Fails(command, "NetNamespaceNameInvalid", ErrorCategory.InvalidArgument, word);
        }

        Lab.Run("Remove-NetLink d1").ThrowOnError();
        Fails(
            "Get-NetLink lo -NetNamespace \"/run/netns/red`0x\"",
            "ParameterArgumentTransformationError",
            ErrorCategory.InvalidData,
            "NUL"
        );
    }

    [Fact]
    public void One_failing_name_does_not_keep_the_others()
    {
        Assert.Single(Lab.Run("New-NetNamespace one, 'a/b', two").Errors);
        Assert.Equal(["one", "two"], NamesOfIp());
        Assert.Single(Lab.Run("Remove-NetNamespace one, none, two -Confirm:$false").Errors);
        Assert.Empty(NamesOfIp());
    }

    [Fact]
    public void A_missing_name_is_ObjectNotFound()
    {
        Fails("Get-NetNamespace none", "NetNamespaceNotFound", ErrorCategory.ObjectNotFound, "'none'");
        Fails("Remove-NetNamespace none -Confirm:$false", "NetNamespaceNotFound", ErrorCategory.ObjectNotFound, "'none'");
    }

    [Fact]
    public void Remove_takes_objects_and_leaves_a_name_that_is_anothers_by_now()
    {
        Lab.Run("$old = New-NetNamespace red").ThrowOnError();
        string holder = LabSession.StartSleep("nsenter --net=/run/netns/red sleep 60");
        LabSession.Native("ip netns delete red; ip netns add red");

        Fails("$old | Remove-NetNamespace -Confirm:$false", "NetNamespaceChanged", ErrorCategory.InvalidData, "'red'", "stays");
        Fails("Invoke-NetNamespace $old { 'ran' }", "NetNamespaceChanged", ErrorCategory.InvalidData, "'red'");
        Lab.Run("Get-NetNamespace red | Remove-NetNamespace -Confirm:$false").ThrowOnError();
        Assert.Empty(NamesOfIp());
        LabSession.Native($"kill {holder}");
    }

    [Fact]
    public void WhatIf_changes_nothing()
    {
        LabSession.Native("ip netns add red");

        Lab.Run("New-NetNamespace blue -WhatIf; Register-NetNamespace $PID green -WhatIf; Remove-NetNamespace red -WhatIf").ThrowOnError();

        Assert.Equal(["red"], NamesOfIp());
    }

    [Fact]
    public void Verbose_says_each_operation_of_the_kernel()
    {
        string said = string.Join(
            '\n',
            Lab.Run("New-NetNamespace red -LoopbackUp -Verbose; Remove-NetNamespace red -Confirm:$false -Verbose").ThrowOnError().Verbose
        );

        foreach (string word in (string[])["unshare", "raising lo", "mount", "umount", "unlink", "/run/netns/red"])
        {
            Assert.Contains(word, said, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void The_table_and_the_list_show_name_inode_and_file()
    {
        Lab.Run("$red = New-NetNamespace red").ThrowOnError();
        ulong inode = Lab.Run("$red.Inode").Of<ulong>().Single();

        Assert.Equal($"\nName      Inode File\n----      ----- ----\nred  {inode, 10} /run/netns/red\n\n", Lab.Render("$red"));
    }

    [Fact]
    public void Names_complete()
    {
        Lab.Run("New-NetNamespace pod-a, pod-b, other").ThrowOnError();

        foreach (
            string command in (string[])
                ["Get-NetNamespace", "Remove-NetNamespace -Name", "Enter-NetNamespace", "Invoke-NetNamespace", "Get-NetLink -NetNamespace"]
        )
        {
            string typed = $"{command} pod";
            Assert.Equal(["pod-a", "pod-b"], Lines($"(TabExpansion2 '{typed}' {typed.Length}).CompletionMatches.CompletionText"));
        }
    }
}
