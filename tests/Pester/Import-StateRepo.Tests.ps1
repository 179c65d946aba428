Describe 'Import-StateRepo' {
    BeforeAll {
        . $PSScriptRoot/Common.ps1
        $origin = New-StateRepo TestDrive:/origin
        $null = $origin | Add-StateDependency (New-Source TestDrive:/source) -Name app
        $origin = Get-StateRepo $origin.Path
    }

    It 'clones a repository with the objects of its dependencies' {
        $clone = Import-StateRepo $origin.Path TestDrive:/clone
        $clone.Head | Should -Be $origin.Head
        ($clone | Get-StateDependency).Present | Should -BeTrue
        ($clone | Test-StateRepo).Complete | Should -BeTrue
    }

    It 'names the folder after the repository' {
        Push-Location (New-Item TestDrive:/elsewhere -ItemType Directory)
        try { $clone = Import-StateRepo $origin.Path } finally { Pop-Location }
        $clone.Path | Should -Be (Convert-Path TestDrive:/elsewhere/origin)
    }

    It 'clones nothing with -WhatIf' {
        Import-StateRepo $origin.Path TestDrive:/not -WhatIf | Should -BeNullOrEmpty
        'TestDrive:/not' | Should -Not -Exist
    }

    It 'refuses <Url> with <Id>' -ForEach @(
        @{ Url = '--upload-pack=x'; Id = 'UnsafeUrl' }
        @{ Url = 'ext::sh -c id'; Id = 'UnsafeUrl' }
        @{ Url = '/nowhere/at/all.git'; Id = 'Remote' }
        @{ Url = 'http://127.0.0.1:1/web.git'; Id = 'Remote' }
    ) {
        $result = Invoke-Apart { Import-StateRepo $Url TestDrive:/bad -ErrorAction Continue }
        $result.Ids | Should -Be $Id
        'TestDrive:/bad' | Should -Not -Exist
    }

    It 'refuses a reference that does not exist' {
        (Invoke-Apart { Import-StateRepo $origin.Path TestDrive:/bad -Ref nope -ErrorAction Continue }).Ids | Should -Be ReferenceNotFound
        'TestDrive:/bad' | Should -Not -Exist
    }

    It 'ends at once on Ctrl+C, and leaves nothing' {
        # A remote that takes the call and never answers.
        $silent = [Net.Sockets.TcpListener]::new([Net.IPAddress]::Loopback, 0)
        $silent.Start()
        try {
            $shell = [powershell]::Create().AddScript({
                    param($module, $url, $path)
                    Import-Module $module
                    Import-StateRepo $url $path
                }).AddArgument($modulePath).AddArgument("http://127.0.0.1:$($silent.LocalEndpoint.Port)/x.git").
                AddArgument((Join-Path (Convert-Path TestDrive:/) stopped))
            $running = $shell.BeginInvoke()
            $call = $silent.AcceptTcpClientAsync()
            $call.Wait(20000) | Should -BeTrue
            $running.IsCompleted | Should -BeFalse
            $time = Measure-Command { $shell.Stop() }
            $time.TotalSeconds | Should -BeLessThan 20
            $shell.InvocationStateInfo.State | Should -Be Stopped
        }
        finally {
            $silent.Stop()
        }
        'TestDrive:/stopped' | Should -Not -Exist
    }
}
